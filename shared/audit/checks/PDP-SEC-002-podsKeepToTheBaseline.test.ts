import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf } from '../testing/clusterOf.ts';
import { podOf } from '../testing/podOf.ts';
import { podsKeepToTheBaseline } from './PDP-SEC-002-podsKeepToTheBaseline.ts';

const assess = (more: object) => assessOn(podsKeepToTheBaseline, clusterOf({ pods: [podOf('web/a', more)] }));
const context = (securityContext: object) => ({ container: { securityContext } });

describe('PDP-SEC-002', () => {
  it('lets an agent for logs read the logs of its node, and nothing else of it', () => {
    const agent = (...paths: readonly string[]) => ({
      labels: { 'app.kubernetes.io/name': 'fluent-bit' },
      spec: { volumes: paths.map((place) => ({ name: 'v', hostPath: { path: place } })) },
    });
    expect(assess(agent('/var/log', '/var/lib/docker/containers'))).toMatchObject({
      outcome: 'pass',
      evidence: [{ text: expect.stringContaining('but for the logs of its node') as string }],
    });
    expect(assess(agent('/var/log', '/etc')).outcome).toBe('fail');
    expect(assess(agent('/var/logs')).outcome).toBe('fail');
    expect(assess({ ...agent('/var/log'), labels: {} }).outcome).toBe('fail');
  });

  it.each<[object]>([
    [{}],
    [context({ capabilities: { add: ['NET_BIND_SERVICE', 'CHOWN'] } })],
    [{ spec: { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_syncookies', value: '1' }] } } }],
    [{ spec: { volumes: [{ name: 'scratch', emptyDir: {} }] } }],
    [{ spec: { hostNetwork: true } }],
  ])('passes with %j', (more) => {
    expect(assess(more)).toMatchObject({ outcome: 'pass', how: 'observed' });
  });

  it.each<[object, string]>([
    [context({ privileged: true }), 'container main is privileged'],
    [context({ capabilities: { add: ['SYS_ADMIN'] } }), 'container main adds SYS_ADMIN'],
    [context({ procMount: 'Unmasked' }), 'container main has procMount Unmasked'],
    [context({ seccompProfile: { type: 'Unconfined' } }), 'container main has its seccomp profile off'],
    [context({ appArmorProfile: { type: 'Unconfined' } }), 'container main has its AppArmor profile off'],
    [context({ seLinuxOptions: { type: 'spc_t' } }), 'container main sets SELinux options of its own'],
    [context({ windowsOptions: { hostProcess: true } }), 'container main is a process of its node'],
    [{ spec: { hostPID: true } }, 'spec.hostPID=true'],
    [{ spec: { hostIPC: true } }, 'spec.hostIPC=true'],
    [{ spec: { volumes: [{ name: 'root', hostPath: { path: '/' } }] } }, 'mounts / of its node'],
    [
      { spec: { securityContext: { sysctls: [{ name: 'kernel.msgmax' }] } } },
      'sets the kernel parameter kernel.msgmax',
    ],
    [
      { spec: { initContainers: [{ name: 'init', securityContext: { privileged: true } }] } },
      'container init is privileged',
    ],
    [
      { spec: { ephemeralContainers: [{ name: 'debug', securityContext: { privileged: true } }] } },
      'container debug is privileged',
    ],
  ])('fails with %j', (more, said) => {
    expect(assess(more)).toMatchObject({ outcome: 'fail', evidence: [{ text: `web/a: Pod of 1 pod, ${said}` }] });
  });

  it('is unknown where the list of pods broke off', () => {
    expect(assessOn(podsKeepToTheBaseline, clusterOf({ pods: 'incomplete' }))).toMatchObject({
      outcome: 'unknown',
      unknownBecause: 'incomplete',
    });
  });
});
