/** The parts of an image's name, as container runtimes read it. */
export interface ImageReference {
  /** `docker.io` where the name gives none. */
  readonly registry: string;
  /** With the registry's organisation: `library/nginx`. */
  readonly repository: string;
  readonly tag?: string | undefined;
  /** `sha256:…` */
  readonly digest?: string | undefined;
}

export function parseImageReference(image: string): ImageReference {
  const [name = '', digest] = image.split('@', 2);
  const slash = name.indexOf('/');
  const first = slash === -1 ? '' : name.slice(0, slash);
  // A first part without a dot, a port or the name localhost is an organisation of Docker Hub's.
  const hasRegistry = /[.:]/.test(first) || first === 'localhost';
  const rest = hasRegistry ? name.slice(slash + 1) : name;
  const colon = rest.lastIndexOf(':');
  const repository = colon > rest.lastIndexOf('/') ? rest.slice(0, colon) : rest;
  const tag = colon > rest.lastIndexOf('/') ? rest.slice(colon + 1) : undefined;
  return {
    registry: hasRegistry ? first : 'docker.io',
    repository: hasRegistry || repository.includes('/') ? repository : `library/${repository}`,
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}
