/** Policies there are for all namespaces, unless the mesh is told another one. */
export const rootNamespaceOfIstio = 'istio-system';

/** What a VirtualService names in place of a gateway, for the sidecars of the mesh. */
export const everySidecar = 'mesh';
