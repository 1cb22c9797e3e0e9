import { FileOutput, Network, Route as RouteIcon, Table2, Upload, Waypoints } from 'lucide-react';
import { useState } from 'react';
import type { Progress } from '#shared/kernel/progress.ts';
import { layerTitles } from '#shared/network/judging/layerTitles.ts';
import type { EgressCheck } from '#shared/network/judging/verdict.ts';
import type { LayerKind } from '#shared/plan/plan.ts';
import { Button } from '../../ui/Button.tsx';
import { FilterField } from '../../ui/FilterField.tsx';
import { FilterBar, Page, Scroll } from '../../ui/Page.tsx';
import { SegmentedFilter } from '../../ui/SegmentedFilter.tsx';
import { go, replaceRoute, useRoute } from '../../state/router.ts';
import { useFilterKeys } from '../../state/useFilterKeys.ts';
import { useAskForRules } from '../../state/useAskForRules.ts';
import { useRows } from '../../state/useRows.ts';
import { usePlan } from '../../state/usePlan.ts';
import { useRuleFindings, useStopJudging, useVerdicts } from '../../state/useVerdicts.ts';
import { countReadRuleFiles } from '../words/countReadRuleFiles.ts';
import { count, listed } from '../words/counts.ts';
import { AddedRules } from '../marks/AddedRules.tsx';
import { UnreadSources } from '../marks/UnreadSources.tsx';
import { FailureState } from '../marks/FailureState.tsx';
import { MissingRow } from '../marks/MissingRow.tsx';
import { LongWork } from '../marks/LongWork.tsx';
import { ConnectionDrawer } from './ConnectionDrawer.tsx';
import { ConnectionTable } from './ConnectionTable.tsx';
import { ExplainDrawer } from './ExplainDrawer.tsx';
import { GenerateRulesPage } from './GenerateRulesPage.tsx';
import { PathDiagram } from './PathDiagram.tsx';
import { ReachPage } from './ReachPage.tsx';
import { RuleFindings } from './RuleFindings.tsx';
import { LayersNotRead, LayersNotSupplied, RuleSummary } from './RuleSummary.tsx';
import { layersNotThere, layersOf } from './layers.ts';
import { isShown, verdictFilters, verdictKeys } from './connectionFilters.ts';
import type { VerdictFilter } from './connectionFilters.ts';

/** Whether every layer allows each of the connections; the rules that would let them out, and what else gets out, are views of it. */
export function ConnectionsPage() {
  switch (useRoute()?.view?.['as']) {
    case 'rules':
      return <GenerateRulesPage />;
    case 'reach':
      return <ReachPage />;
    default:
      return <Verdicts />;
  }
}

function Verdicts() {
  const verdicts = useVerdicts();
  const askForRules = useAskForRules();
  const stopJudging = useStopJudging();
  if (verdicts.phase !== 'ready') {
    return (
      <Page title="Connections" about="Every layer must allow.">
        {verdicts.phase === 'loading' ? (
          <LongWork rows={12} label="Judging the connections" progress={verdicts.progress} onCancel={stopJudging} />
        ) : (
          <Scroll label="Connections">
            <FailureState
              failure={verdicts.failure}
              subject="verdicts"
              harmless="The rules were only read. The plan is unchanged."
            />
            <AddedRules />
          </Scroll>
        )}
      </Page>
    );
  }
  return (
    <JudgedConnections
      egress={verdicts.value}
      isRefreshing={verdicts.refreshing}
      progress={verdicts.progress}
      onAddRules={askForRules}
    />
  );
}

interface JudgedConnectionsProps {
  readonly egress: EgressCheck;
  readonly isRefreshing: boolean;
  readonly progress: Progress | undefined;
  readonly onAddRules: () => void;
}

function JudgedConnections({ egress, isRefreshing, progress, onAddRules }: JudgedConnectionsProps) {
  const route = useRoute();
  const { plan } = usePlan();
  const ruleFindings = useRuleFindings();
  const stopJudging = useStopJudging();
  const examined = ruleFindings.phase === 'ready' ? ruleFindings.value : egress;
  const [filter, setFilter] = useState<VerdictFilter>('all');
  const [typed, setTyped] = useState('');
  const shown = egress.connections.filter((connection) => isShown(connection, filter, typed));
  const preconditions = egress.preconditions.filter((connection) => isShown(connection, filter, typed));
  const everyShown = [...shown, ...preconditions];
  const rows = useRows(
    everyShown.map(({ id }) => id),
    route?.detail,
  );
  useFilterKeys(verdictKeys, setFilter);
  const open = [...egress.connections, ...egress.preconditions].find(({ id }) => id === route?.detail);
  const path = plan.network?.path ?? [];
  const layers = layersOf(egress, path);
  const isExplaining = route?.view?.['as'] === 'explain' && route.detail === undefined;
  const isDiagram = route?.view?.['as'] === 'diagram';
  return (
    <Page
      title="Connections"
      about={[
        `${count(egress.connections.length, 'row')}, ${describeSources(egress)}. Every layer must allow.`,
        describeAbsent(layersNotThere(egress, path)),
        isRefreshing ? 'Judging again.' : '',
      ]
        .filter((part) => part !== '')
        .join(' ')}
      actions={
        <>
          <Button
            shrinks
            icon={isDiagram ? Table2 : Network}
            onPress={() => route && replaceRoute({ ...route, view: isDiagram ? undefined : { as: 'diagram' } })}
          >
            {isDiagram ? 'Show table' : 'Show diagram'}
          </Button>
          <Button
            shrinks
            icon={RouteIcon}
            onPress={() => route && go({ ...route, detail: undefined, view: { as: 'explain' } })}
          >
            Explain a flow
          </Button>
          <Button
            shrinks
            icon={Waypoints}
            onPress={() => route && go({ ...route, detail: undefined, view: { as: 'reach' } })}
          >
            Show reach
          </Button>
          <Button
            shrinks
            icon={FileOutput}
            onPress={() => route && go({ ...route, detail: undefined, view: { as: 'rules' } })}
          >
            Generate rules
          </Button>
          <Button look="primary" icon={Upload} onPress={onAddRules}>
            Add rule files
          </Button>
        </>
      }
      beside={
        isExplaining ? (
          <ExplainDrawer />
        ) : open !== undefined ? (
          <ConnectionDrawer
            connection={open}
            egress={{ ...egress, findings: examined.findings }}
            isRefreshing={{
              verdicts: isRefreshing,
              findings: ruleFindings.phase === 'ready' && ruleFindings.refreshing,
            }}
            rows={rows}
          />
        ) : (
          route?.detail !== undefined && <MissingRow noun="connection" id={route.detail} rows={rows} />
        )
      }
    >
      {isRefreshing && (
        <LongWork label="Judging again; what is shown is of before" progress={progress} onCancel={stopJudging} />
      )}
      <FilterBar>
        <SegmentedFilter label="Verdicts shown" options={verdictFilters(egress)} chosen={filter} onChoose={setFilter} />
        <FilterField label="Filter connections" value={typed} onChange={setTyped} />
      </FilterBar>
      <UnreadSources egress={egress} />
      <LayersNotSupplied egress={egress} />
      <LayersNotRead egress={egress} />
      <Scroll label="Connections">
        {isDiagram ? (
          <PathDiagram layers={layers} connections={everyShown} openId={route?.detail} rows={rows} />
        ) : (
          <ConnectionTable
            egress={egress}
            layers={layers}
            shown={shown}
            preconditions={preconditions}
            openId={route?.detail}
            rows={rows}
          />
        )}
        <RuleFindings of={ruleFindings} />
        <RuleSummary egress={egress} onAddRules={onAddRules} />
      </Scroll>
    </Page>
  );
}

/** Said once, instead of a column of rings. */
function describeAbsent(layers: readonly LayerKind[]): string {
  return layers.length === 0 ? '' : `Not there by plan: ${listed(layers.map((layer) => layerTitles[layer]))}.`;
}

function describeSources(egress: EgressCheck): string {
  return egress.sources.length === 0 ? 'judged without any rules' : `judged by ${countReadRuleFiles(egress)}`;
}
