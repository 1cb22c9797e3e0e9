import { useEffect, useEffectEvent } from 'react';
import type { EgressCheck } from '#shared/network/judging/verdict.ts';
import { go } from '../../state/router.ts';
import { useJustAdded } from '../../state/ruleSets.ts';
import type { JustAdded } from '../../state/ruleSets.ts';
import { showToast } from '../../state/toasts.ts';
import { useMaybePlan } from '../../state/usePlan.ts';
import { useVerdicts } from '../../state/useVerdicts.ts';
import { count, listed } from '../words/counts.ts';
import { baseName, folderOf, liesUnder } from '../words/files.ts';

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

const FILES_NAMED = 2;

function tellOutcome({ plan, paths }: JustAdded, { sources, problems }: EgressCheck): void {
  const isAdded = (file: string): boolean => paths.some((path) => liesUnder(file, path, folderOf(plan)));
  const files = sources.filter(({ file }) => isAdded(file));
  const faults = problems.filter(({ file }) => isAdded(file));
  const names = [...new Set(faults.map(({ file }) => file))];
  const [first] = names;
  const title = `${count(files.length, 'file')} added`;
  if (first === undefined) {
    showToast({
      title,
      text: files.length === 0 ? 'No rule file was found there.' : 'The connections are judged with them.',
      action: { label: 'Show sources', run: () => go({ page: 'evidence', plan }) },
    });
    return;
  }
  const shown = names.slice(0, FILES_NAMED).map(baseName);
  const more = names.length - shown.length;
  showToast({
    tone: 'warning',
    title: `${title}, ${count(faults.length, 'problem')}`,
    text: `In ${listed([...shown, ...(more > 0 ? [`${more} more`] : [])])}. The connections are judged with the rest.`,
    action: { label: 'Show problems', run: () => go({ page: 'evidence', detail: first, plan }) },
  });
}
