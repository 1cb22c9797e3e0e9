import { useClient } from '../../client/client.ts';
import { useQuery } from '../../client/useQuery.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { usePlan } from '../../state/usePlan.ts';

/** The least role that the checks of this plan need, as manifests, with the commands that bind it. No role of ours names Secrets. */
export function CopyRole() {
  const client = useClient();
  const { file, revision } = usePlan();
  const role = useQuery(['role', file, revision], (signal) => client.cluster.role({ plan: file }, { signal }));
  if (role.phase !== 'ready') return null;
  const { manifests, commands } = role.value;
  const text = [...commands.map((command) => `# ${command}`), manifests].join('\n');
  return <CopyButton text={text}>Copy the least role</CopyButton>;
}
