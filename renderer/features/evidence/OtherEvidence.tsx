import type { LucideIcon } from 'lucide-react';
import { Cloud, ShipWheel, Signature } from 'lucide-react';
import { TextLink } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { nameOfCluster, useClusterChoice } from '../../state/clusterChoice.ts';
import { formatRoute } from '../../state/route.ts';
import { usePlan, useRequirements } from '../../state/usePlan.ts';
import { count } from '../words/counts.ts';

/** What else bears on the results, and how much of it is there. */
export function OtherEvidence() {
  const { plan, file } = usePlan();
  const { components, infrastructure } = useRequirements();
  const choice = useClusterChoice(file);
  const attestations = plan.attestations?.length ?? 0;
  return (
    <table className="table rows-44">
      <caption>Other evidence</caption>
      <tbody>
        <tr className="group">
          <th scope="colgroup" colSpan={3}>
            <b>Other evidence</b>
          </th>
        </tr>
        <EvidenceRow
          icon={Signature}
          title="Attestations"
          decides="Controls that no file shows. They stand in the plan."
        >
          {attestations === 0 ? 'None' : count(attestations, 'attestation')}{' '}
          <TextLink href={formatRoute({ page: 'tier', plan: file })}>Show</TextLink>
        </EvidenceRow>
        <EvidenceRow
          icon={ShipWheel}
          title="Cluster"
          decides={`${count(components.length, 'component')}, ${count(infrastructure.length, 'part')} of the infrastructure and the controls that are seen there.`}
        >
          {nameOfCluster(choice) ?? (choice === undefined ? 'None chosen yet' : 'None, by choice')}{' '}
          <TextLink href={formatRoute({ page: 'cluster', plan: file })}>
            {choice === undefined ? 'Choose' : 'Show'}
          </TextLink>
        </EvidenceRow>
        <EvidenceRow
          icon={Cloud}
          title="Cloud accounts"
          decides="What only the cloud tells, such as encryption at rest, stays unknown until it is collected."
        >
          Not collected
        </EvidenceRow>
      </tbody>
    </table>
  );
}

interface EvidenceRowProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly decides: string;
  readonly children: React.ReactNode;
}

function EvidenceRow({ icon, title, decides, children }: EvidenceRowProps) {
  return (
    <tr data-row={title}>
      <th scope="row" className="w-1/4">
        <span className="flex items-center gap-2.5">
          <Icon of={icon} className="text-ink-3" />
          {title}
        </span>
      </th>
      <td className="text-ink-2">{decides}</td>
      <td className="text-right whitespace-nowrap text-ink-2">{children}</td>
    </tr>
  );
}
