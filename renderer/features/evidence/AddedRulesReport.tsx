import { useEffect, useEffectEvent } from 'react';
import type { EgressCheck } from '#shared/network/judging/verdict.ts';
import { go } from '../../state/router.ts';
import { useJustAdded } from '../../state/ruleSets.ts';
import type { JustAdded } from '../../state/ruleSets.ts';
import { showToast } from '../../state/toasts.ts';
import { useMaybePlan } from '../../state/usePlan.ts';
import { useVerdicts } from '../../state/useVerdicts.ts';
import { describeAddedRules } from '../words/describeAddedRules.ts';
import { folderOf } from '../words/files.ts';

/** Once added rules are judged: how many files they were, and what is wrong in them. */
export function AddedRulesReport() {
  const added = useJustAdded((state) => state.added);
  const plan = useMaybePlan()?.file;
  const verdicts = useVerdicts();
  const isJudged = verdicts.phase === 'ready' && !verdicts.refreshing;
  const isOurs = added !== undefined && added.plan === plan;
  const tell = useEffectEvent(() => {
    if (added !== undefined && verdicts.phase === 'ready') tellOutcome(added, verdicts.value);
  });
  useEffect(() => {
    if (!isOurs || verdicts.phase === 'loading' || (verdicts.phase === 'ready' && !isJudged)) return;
    // A failure stays on the page of sources, which is where added rules are shown.
    tell();
    useJustAdded.setState({ added: undefined });
  }, [isOurs, isJudged, verdicts.phase]);
  return null;
}

function tellOutcome({ plan, paths }: JustAdded, egress: EgressCheck): void {
  const { faulty, ...told } = describeAddedRules(paths, folderOf(plan), egress);
  showToast({
    ...told,
    action:
      faulty === undefined
        ? { label: 'Show sources', run: () => go({ page: 'evidence', plan }) }
        : { label: 'Show problems', run: () => go({ page: 'evidence', detail: faulty, plan }) },
  });
}
