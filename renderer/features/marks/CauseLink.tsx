import type { CommonCause } from '#shared/audit/finding.ts';
import { TextLink } from '../../ui/Button.tsx';
import { formatRoute } from '../../state/route.ts';
import { usePlan } from '../../state/usePlan.ts';
import { causeWords } from './causes.ts';

/** To the page on which what is waited for is brought. */
export function CauseLink({ cause }: { readonly cause: CommonCause }) {
  const { file } = usePlan();
  const { page, verb } = causeWords[cause];
  return <TextLink href={formatRoute({ ...page, plan: file })}>{verb}</TextLink>;
}
