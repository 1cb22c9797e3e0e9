import { useSystem } from '../../state/useCatalog.ts';
import { useTraffic } from '../../state/useTraffic.ts';

const hosts = {
  desktop: 'Desktop window',
  browser: 'Browser, over this machine’s loopback',
  'command-line': 'Command line',
} as const;

/** The program and its surroundings, in words. */
export function useDiagnostics(): readonly (readonly [name: string, value: string])[] {
  const { version, catalogVersion, host, node, platform, dataFolder, root } = useSystem();
  const { connectionsOpened } = useTraffic();
  return [
    ['Version', version],
    ['Catalogue', catalogVersion],
    ['Shown in', hosts[host]],
    ['Node', node],
    ['Platform', platform],
    ['Runs and evidence are kept in', dataFolder],
    ['Reads files below', root ?? 'any folder that this user may read'],
    ['Connections opened since the start', String(connectionsOpened)],
    ['Browser engine', /Chrome\/[\d.]+/.exec(globalThis.navigator.userAgent)?.[0] ?? globalThis.navigator.userAgent],
  ];
}
