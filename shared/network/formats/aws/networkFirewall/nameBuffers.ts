/** Buffers that hold the name of the destination, with the application protocol that has them. */
export const nameBuffers: ReadonlyMap<string, 'tls' | 'http'> = new Map([
  ['tls.sni', 'tls'],
  ['tls_sni', 'tls'],
  ['http.host', 'http'],
  ['http.host.raw', 'http'],
]);
