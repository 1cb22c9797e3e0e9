import { describe, expect, it } from 'vitest';
import { chooseProxy } from './chooseProxy.ts';

const proxy = 'http://proxy.example:3128';
const choose = (server: string, environment: Record<string, string>, proxyUrl?: string) =>
  chooseProxy(new URL(server), proxyUrl, environment);

describe('the proxy to an API server', () => {
  it.each([
    [
      'what the kubeconfig names, whatever the environment says',
      'https://a.example',
      { NO_PROXY: '*' },
      'http://own:1',
      'http://own:1',
    ],
    ['what HTTPS_PROXY names', 'https://a.example', { HTTPS_PROXY: proxy }, undefined, proxy],
    [
      'what https_proxy names, with its scheme',
      'https://a.example',
      { https_proxy: 'proxy.example:3128' },
      undefined,
      proxy,
    ],
    ['for a server without TLS what HTTP_PROXY names', 'http://a.example', { HTTP_PROXY: proxy }, undefined, proxy],
    ['none where nothing is named', 'https://a.example', { HTTP_PROXY: proxy, HTTPS_PROXY: ' ' }, undefined, undefined],
    ['none to this machine', 'https://127.0.0.1:6443', { HTTPS_PROXY: proxy }, undefined, undefined],
    ['none to this machine by IPv6', 'https://[::1]:6443', { HTTPS_PROXY: proxy }, undefined, undefined],
    ['none to this machine by name', 'https://localhost:6443', { HTTPS_PROXY: proxy }, undefined, undefined],
  ])('is %s', (_what, server, environment, proxyUrl, expected) => {
    expect(choose(server, environment as Record<string, string>, proxyUrl)).toBe(expected);
  });

  it.each([
    ['*', 'https://a.example', true],
    ['a.example', 'https://a.example', true],
    ['a.example', 'https://api.a.example', true],
    ['.a.example', 'https://api.a.example', true],
    ['.a.example', 'https://a.example', false],
    ['*.a.example', 'https://api.a.example', true],
    ['A.EXAMPLE', 'https://a.example', true],
    ['example', 'https://notexample', false],
    ['a.example:6443', 'https://a.example:6443', true],
    ['a.example:6443', 'https://a.example', false],
    ['10.0.0.0/8', 'https://10.1.2.3', true],
    ['10.0.0.0/8', 'https://11.1.2.3', false],
    ['10.1.2.3', 'https://10.1.2.3:6443', true],
    ['fd00::/8', 'https://[fd00::1]:6443', true],
    ['10.0.0.0/99, ,bogus/8', 'https://10.1.2.3', false],
  ])('by NO_PROXY %s of %s: passed by is %s', (noProxy, server, isPassedBy) => {
    expect(choose(server, { HTTPS_PROXY: proxy, NO_PROXY: noProxy })).toBe(isPassedBy ? undefined : proxy);
  });
});
