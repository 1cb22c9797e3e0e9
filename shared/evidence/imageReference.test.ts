import { describe, expect, it } from 'vitest';
import { parseImageReference } from './imageReference.ts';

describe('the name of an image', () => {
  it.each([
    ['nginx', { registry: 'docker.io', repository: 'library/nginx' }],
    ['grafana/loki:3', { registry: 'docker.io', repository: 'grafana/loki', tag: '3' }],
    ['localhost/app', { registry: 'localhost', repository: 'app' }],
    ['reg.example:5000/a/b:1', { registry: 'reg.example:5000', repository: 'a/b', tag: '1' }],
    [
      'acme.azurecr.io/pdp/agent@sha256:ab',
      { registry: 'acme.azurecr.io', repository: 'pdp/agent', digest: 'sha256:ab' },
    ],
    [
      'acme.azurecr.io/agent:1@sha256:ab',
      { registry: 'acme.azurecr.io', repository: 'agent', tag: '1', digest: 'sha256:ab' },
    ],
  ])('%s has these parts', (image, parts) => {
    expect(parseImageReference(image)).toEqual(parts);
  });
});
