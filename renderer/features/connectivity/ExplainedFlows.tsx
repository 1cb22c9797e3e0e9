import type { EgressExplanation, ExplainedOrigin, FlowExplanation } from '#shared/network/explain/explanation.ts';
import { layerTitles } from '#shared/network/judging/layerTitles.ts';
import { DrawerSection } from '../../ui/Drawer.tsx';
import { EngineSentence } from '../marks/EngineSentence.tsx';
import { useExplanation } from '../../state/useExplanation.ts';
import { VerdictMark } from '../marks/VerdictMark.tsx';
import { RuleTrails } from './RuleTrails.tsx';

interface ExplainedFlowsProps {
  readonly from: string;
  readonly to: string;
  /** Of the host, in CIDR notation. */
  readonly addresses?: readonly string[];
}

/** The answer to a question: for each workload of the name, layer by layer. */
export function ExplainedFlows({ from, to, addresses }: ExplainedFlowsProps) {
  const explained = useExplanation(from, to, addresses);
  switch (explained.phase) {
    case 'loading':
      return <output className="block px-5 py-3.25 text-ink-3 max-rail:px-4">Following the flow</output>;
    case 'failed':
      return (
        <div role="alert" className="px-5 py-3.25 max-rail:px-4">
          <p className="text-fail">{explained.failure.message}</p>
          {explained.failure.remedy !== undefined && (
            <p className="text-ink-2">
              <EngineSentence>{explained.failure.remedy}</EngineSentence>
            </p>
          )}
        </div>
      );
    case 'ready':
      return <Answer explained={explained.value} isRefreshing={explained.refreshing} />;
  }
}

interface AnswerProps {
  readonly explained: EgressExplanation;
  readonly isRefreshing: boolean;
}

function Answer({ explained: { flows, to, assumptions }, isRefreshing }: AnswerProps) {
  return (
    <>
      {flows.map((flow) => (
        <Flow key={JSON.stringify(flow.from)} flow={flow} to={to.text} isRefreshing={isRefreshing} />
      ))}
      {assumptions.length > 0 && (
        <DrawerSection title="Taken for granted">
          <ul className="grid gap-1.5">
            {assumptions.map((text) => (
              <li key={text}>
                <EngineSentence>{text}</EngineSentence>
              </li>
            ))}
          </ul>
        </DrawerSection>
      )}
    </>
  );
}

interface FlowProps {
  readonly flow: FlowExplanation;
  readonly to: string;
  readonly isRefreshing: boolean;
}

function Flow({ flow, to, isRefreshing }: FlowProps) {
  const { from, verdict, blockedBy, missing, remarks, layers } = flow;
  const sentences = [...remarks, ...missing];
  return (
    <>
      <DrawerSection title={`${nameOrigin(from)} to ${to}`}>
        <p className="flex flex-wrap items-center gap-2">
          <VerdictMark verdict={verdict} boxed />
          {blockedBy !== undefined && (
            <span className="text-small text-ink-2">first blocked by {layerTitles[blockedBy]}</span>
          )}
        </p>
        {sentences.length > 0 && (
          <ul className="mt-2 grid gap-1.5">
            {sentences.map((text) => (
              <li key={text}>
                <EngineSentence>{text}</EngineSentence>
              </li>
            ))}
          </ul>
        )}
      </DrawerSection>
      {layers.map((layer) => (
        <DrawerSection
          key={layer.layer}
          title={`${layerTitles[layer.layer]}${layer.isToProxy ? ', on the way to the proxy' : ''}`}
        >
          <RuleTrails of={layer} isRefreshing={isRefreshing} />
        </DrawerSection>
      ))}
    </>
  );
}

function nameOrigin(from: ExplainedOrigin): string {
  return from.kind === 'node' ? 'A node' : `${from.workloadKind} ${from.namespace}/${from.name}`;
}
