import { useMemo } from 'react';
import type { RunRecord } from '#shared/history/runRecord.ts';
import { placeOf } from '#shared/network/source/placeOf.ts';
import type { EgressCheck } from '#shared/network/judging/verdict.ts';
import type { RaciTask } from '#shared/raci/raci.ts';
import type { PlanSummary, PlanView } from '#shared/contract/views.ts';
import { deriveRaci } from '#shared/raci/raci.ts';
import { useClient } from '../../client/client.ts';
import type { PdpClient } from '../../client/client.ts';
import { cancelAudit } from '../../state/auditRun.ts';
import { showOverlay } from '../../state/overlays.ts';
import { setPreferences } from '../../state/preferences.ts';
import { needsPlan } from '../../state/route.ts';
import { go } from '../../state/router.ts';
import { useCatalog } from '../../state/useCatalog.ts';
import { useMaybePlan } from '../../state/usePlan.ts';
import { usePlans } from '../../state/usePlans.ts';
import { useNewestRun, useRun } from '../../state/useRuns.ts';
import { useVerdicts } from '../../state/useVerdicts.ts';
import { useAskForPlan } from '../plans/useAskForPlan.ts';
import { connectionTitle } from '../words/connections.ts';
import { baseName } from '../words/files.ts';
import { verdictWords, wordsOfFinding } from '../words/outcomes.ts';
import { pageList } from './pageList.ts';
import type { PaletteItem } from './searchPalette.ts';
import { pressPageKey } from '../../state/pageKeys.ts';
import { useAuditCommand } from '../../state/useAuditCommand.ts';
import { useReadAgain } from '../../state/useReadAgain.ts';

/** Everything that can be gone to or done from here. */
export function usePaletteItems(): readonly PaletteItem[] {
  const client = useClient();
  const catalog = useCatalog();
  const view = useMaybePlan();
  const verdicts = useVerdicts();
  const record = useRun(useNewestRun()?.id);
  const plans = usePlans();
  const ask = useAskForPlan();
  const runAudit = useAuditCommand();
  const readAgain = useReadAgain();
  return useMemo(() => {
    const plan = view?.file;
    const tasks =
      view === undefined
        ? []
        : deriveRaci(catalog, { edition: view.plan.edition, model: view.plan.managementModel }).tasks;
    return [
      ...pageItems(plan),
      ...(verdicts.phase === 'ready' && plan !== undefined ? connectionItems(verdicts.value, plan) : []),
      ...(record.phase === 'ready' && plan !== undefined ? findingItems(record.value, plan) : []),
      ...(plan === undefined ? [] : taskItems(tasks, plan)),
      ...(plan === undefined ? [] : controlItems(catalog.controls, plan)),
      ...(verdicts.phase === 'ready' && plan !== undefined ? ruleItems(verdicts.value, plan) : []),
      ...(plans.phase === 'ready' ? planItems(plans.value) : []),
      ...actionItems({ client, view, ask, runAudit, readAgain }),
    ];
  }, [client, catalog, view, verdicts, record, plans, ask, runAudit, readAgain]);
}

function pageItems(plan: string | undefined): readonly PaletteItem[] {
  return pageList
    .filter(({ page }) => plan !== undefined || !needsPlan(page))
    .map(({ page, title }) => ({ id: `page ${page}`, kind: 'Page', text: title, run: () => go({ page, plan }) }));
}

function connectionItems({ connections, preconditions }: EgressCheck, plan: string): readonly PaletteItem[] {
  return [...connections, ...preconditions].map((connection) => ({
    id: `connection ${connection.id}`,
    kind: 'Connection',
    text: connectionTitle(connection),
    alsoFoundBy: [
      connection.id,
      ...connection.destinations.flatMap(({ host, ranges, ports }) => [
        host ?? '',
        ...ranges,
        ...Object.values(ports).flat(),
      ]),
    ].join(' '),
    outcome: verdictWords[connection.verdict],
    run: () => go({ page: 'connections', detail: connection.id, plan }),
  }));
}

function findingItems({ findings }: RunRecord, plan: string): readonly PaletteItem[] {
  return findings.map((finding) => ({
    id: `finding ${finding.id}`,
    kind: 'Finding',
    text: finding.title,
    alsoFoundBy: [
      finding.check,
      finding.requirement,
      finding.subject,
      ...finding.evidence.map(({ source }) => source),
    ].join(' '),
    outcome: wordsOfFinding(finding),
    run: () => go({ page: 'findings', detail: finding.id, plan }),
  }));
}

function taskItems(tasks: readonly RaciTask[], plan: string): readonly PaletteItem[] {
  return tasks.map(({ id, title, summary, owners }) => ({
    id: `task ${id}`,
    kind: 'Task',
    text: title,
    alsoFoundBy: [id, summary, owners?.responsible?.who, owners?.accountable?.who].filter(Boolean).join(' '),
    run: () => go({ page: 'raci', detail: id, plan }),
  }));
}

function controlItems(
  controls: readonly { readonly id: string; readonly title: string }[],
  plan: string,
): readonly PaletteItem[] {
  return controls.map(({ id, title }) => ({
    id: `control ${id}`,
    kind: 'Control',
    text: title,
    alsoFoundBy: id,
    run: () => go({ page: 'tier', detail: id, plan }),
  }));
}

/** Each rule that decides something, once, under the place where it stands. */
function ruleItems({ connections }: EgressCheck, plan: string): readonly PaletteItem[] {
  const items = new Map<string, PaletteItem>();
  for (const connection of connections) {
    for (const { rule, ...place } of connection.layers.flatMap((layer) => layer.decidedBy)) {
      const id = `rule ${placeOf(place)} ${rule}`;
      if (items.has(id)) continue;
      items.set(id, {
        id,
        kind: 'Rule',
        text: `${placeOf({ ...place, file: baseName(place.file) })} ${rule}`,
        alsoFoundBy: place.file,
        run: () => go({ page: 'connections', detail: connection.id, plan }),
      });
    }
  }
  return [...items.values()];
}

function planItems(plans: readonly PlanSummary[]): readonly PaletteItem[] {
  return plans.map(({ file, plan }) => ({
    id: `plan ${file}`,
    kind: 'Plan',
    text: plan?.metadata.name ?? baseName(file),
    alsoFoundBy: file,
    run: () => go({ page: 'plan', plan: file }),
  }));
}

interface ActionAbilities {
  readonly client: PdpClient;
  readonly view: PlanView | undefined;
  readonly ask: ReturnType<typeof useAskForPlan>;
  readonly runAudit: () => void;
  readonly readAgain: () => void;
}

function actionItems({ client, view, ask, runAudit, readAgain }: ActionAbilities): readonly PaletteItem[] {
  const action = (text: string, run: () => void): PaletteItem => ({ id: `action ${text}`, kind: 'Action', text, run });
  return [
    ...(view === undefined
      ? []
      : [
          action('Run audit', runAudit),
          action('Cancel the audit', cancelAudit),
          action('Add rule files', () => showOverlay('add-rules')),
          action('Read plan and rules again', readAgain),
          action('Undo the last change of the plan', () => pressPageKey('undo')),
          action('Redo the change of the plan', () => pressPageKey('redo')),
          action('Explain a flow', () => go({ page: 'connections', plan: view.file, view: { as: 'explain' } })),
          action('Show what workloads reach', () =>
            go({ page: 'connections', plan: view.file, view: { as: 'reach' } }),
          ),
          action('Generate rules', () => go({ page: 'connections', plan: view.file, view: { as: 'rules' } })),
          action('Export the report', () => go({ page: 'report', plan: view.file })),
        ]),
    action('Open plan file', ask.askToOpen),
    action('New plan', ask.askToCreate),
    action('Use the light theme', () => void setPreferences(client, { theme: 'light' })),
    action('Use the dark theme', () => void setPreferences(client, { theme: 'dark' })),
    action('Use the theme of the system', () => void setPreferences(client, { theme: 'system' })),
    action('Show the keyboard list', () => showOverlay('keys')),
  ];
}
