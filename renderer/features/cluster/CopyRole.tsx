import { useClient } from '../../client/client.ts';
import { useQuery } from '../../client/useQuery.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';

/** The least role that the checks need, as manifests, with the commands that bind it. No role of ours names Secrets. */
export function CopyRole() {
  const client = useClient();
  const role = useQuery(['role'], (signal) => client.cluster.role({}, { signal }));
  if (role.phase !== 'ready') return null;
  const { manifests, commands } = role.value;
  const text = [...commands.map((command) => `# ${command}`), manifests].join('\n');
  return <CopyButton text={text}>Copy the least role</CopyButton>;
}
