/** The Pod Security Standards, as far as they can be read from what a snapshot keeps of a pod. https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
import { textsOf } from '../kernel/jsonFields.ts';
import type { ClusterObject } from './clusterSnapshot.ts';
import { everyContainerOf } from './everyContainerOf.ts';
import { fieldAt, numberAt, recordsAt, textAt } from './objectFields.ts';

/** What the baseline lets a container add to what runtimes give it anyway. */
const harmlessCapabilities = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

const harmlessSysctls = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
]);

const confinedTypes = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']);

/** The network of the node, and ports of it. */
export function findNodeNetworkUse(pod: ClusterObject): readonly string[] {
  const isOnNode = fieldAt(pod, 'spec', 'hostNetwork') === true;
  // On the node's network the API server fills in the host port of each port.
  if (isOnNode) return ['spec.hostNetwork=true'];
  return everyContainerOf(pod).flatMap(({ name, container }) =>
    recordsAt(container, 'ports').flatMap((port) => {
      const hostPort = numberAt(port, 'hostPort') ?? 0;
      return hostPort === 0 ? [] : [`container ${name} takes port ${hostPort} of its node`];
    }),
  );
}

/** Everything else that the baseline forbids. */
export function findBaselineFaults(pod: ClusterObject): readonly string[] {
  const sysctls = recordsAt(pod, 'spec', 'securityContext', 'sysctls').flatMap((one) => textAt(one, 'name') ?? []);
  return [
    ...['hostPID', 'hostIPC']
      .filter((field) => fieldAt(pod, 'spec', field) === true)
      .map((field) => `spec.${field}=true`),
    ...recordsAt(pod, 'spec', 'volumes').flatMap((volume) => {
      const path = textAt(volume, 'hostPath', 'path');
      return path === undefined ? [] : [`mounts ${path} of its node`];
    }),
    ...sysctls.filter((name) => !harmlessSysctls.has(name)).map((name) => `sets the kernel parameter ${name}`),
    ...findUnconfined('the pod', fieldAt(pod, 'spec', 'securityContext')),
    ...everyContainerOf(pod).flatMap(({ name, container }) => {
      const context = fieldAt(container, 'securityContext');
      const added = textsOf(fieldAt(context, 'capabilities', 'add'));
      const procMount = textAt(context, 'procMount') ?? 'Default';
      return [
        ...(fieldAt(context, 'privileged') === true ? [`container ${name} is privileged`] : []),
        ...added.filter((one) => !harmlessCapabilities.has(one)).map((one) => `container ${name} adds ${one}`),
        ...(procMount === 'Default' ? [] : [`container ${name} has procMount ${procMount}`]),
        ...findUnconfined(`container ${name}`, context),
      ];
    }),
  ];
}

/** Containers that run as root, or that nothing keeps from it: then the image decides. */
export function findRootUsers(pod: ClusterObject): readonly string[] {
  const ofPod = fieldAt(pod, 'spec', 'securityContext');
  return everyContainerOf(pod).flatMap(({ name, container }) => {
    const own = fieldAt(container, 'securityContext');
    const user = numberAt(own, 'runAsUser') ?? numberAt(ofPod, 'runAsUser');
    if (user === 0) return [`container ${name} runs as user 0`];
    const mustNot = fieldAt(own, 'runAsNonRoot') ?? fieldAt(ofPod, 'runAsNonRoot');
    return mustNot === true || user !== undefined ? [] : [`nothing keeps container ${name} from running as root`];
  });
}

/** What the restricted level asks for beyond the baseline. */
export function findRestrictedFaults(pod: ClusterObject): readonly string[] {
  const ofPod = fieldAt(pod, 'spec', 'securityContext');
  return [
    ...everyContainerOf(pod).flatMap(({ name, container }) => {
      const own = fieldAt(container, 'securityContext');
      const profile = textAt(own, 'seccompProfile', 'type') ?? textAt(ofPod, 'seccompProfile', 'type');
      const added = textsOf(fieldAt(own, 'capabilities', 'add')).filter((one) => one !== 'NET_BIND_SERVICE');
      return [
        ...(fieldAt(own, 'allowPrivilegeEscalation') === false ? [] : [`container ${name} may gain privileges`]),
        ...(textsOf(fieldAt(own, 'capabilities', 'drop')).includes('ALL')
          ? []
          : [`container ${name} keeps capabilities`]),
        ...added.map((one) => `container ${name} adds ${one}`),
        ...(profile === undefined || profile === 'Unconfined' ? [`container ${name} has no seccomp profile`] : []),
      ];
    }),
    ...findRootUsers(pod),
  ];
}

function findUnconfined(what: string, context: unknown): readonly string[] {
  const seLinux = fieldAt(context, 'seLinuxOptions');
  return [
    ...(textAt(context, 'seccompProfile', 'type') === 'Unconfined' ? [`${what} has its seccomp profile off`] : []),
    ...(textAt(context, 'appArmorProfile', 'type') === 'Unconfined' ? [`${what} has its AppArmor profile off`] : []),
    ...(fieldAt(context, 'windowsOptions', 'hostProcess') === true ? [`${what} is a process of its node`] : []),
    ...(confinedTypes.has(textAt(seLinux, 'type') ?? '') &&
    textAt(seLinux, 'user') === undefined &&
    textAt(seLinux, 'role') === undefined
      ? []
      : [`${what} sets SELinux options of its own`]),
  ];
}
