import type { EgressCheck } from '#shared/network/judging/verdict.ts';
import { ownName } from '#shared/kernel/ownNames.ts';
import { Button, TextLink } from '../../ui/Button.tsx';
import { Banner } from '../../ui/states.tsx';
import { EngineSentence } from './EngineSentence.tsx';
import { formatRoute } from '../../state/route.ts';
import { usePlan } from '../../state/usePlan.ts';
import { useReadAgain } from '../../state/useReadAgain.ts';
import { count } from '../words/counts.ts';
import { baseName } from '../words/files.ts';
import { findUnreadSources } from '../words/judgeSources.ts';

const FILES_NAMED = 3;

interface UnreadSourcesProps {
  readonly egress: Pick<EgressCheck, 'problems' | 'sources'>;
  /** Not where the page has that button for all of its files. */
  readonly withReadAgain?: boolean;
}

/** Above the table: rules that should have been read and were not, since what they say may decide any row. */
export function UnreadSources({ egress, withReadAgain = true }: UnreadSourcesProps) {
  const { file: plan } = usePlan();
  const readAgain = useReadAgain();
  const unread = findUnreadSources(egress);
  if (unread.length === 0) return null;
  const more = unread.length - FILES_NAMED;
  return (
    <Banner
      action={
        withReadAgain && (
          <Button className="-my-1" onPress={readAgain}>
            Read again
          </Button>
        )
      }
    >
      <b className="font-semibold text-ink">
        {unread.length === 1
          ? '1 source of rules could not be read.'
          : `${unread.length} sources of rules could not be read.`}
      </b>{' '}
      What {unread.length === 1 ? 'it says' : 'they say'} is not known, and neither is any row that depends on it.
      <ul className="mt-1 grid gap-0.5">
        {unread.slice(0, FILES_NAMED).map(({ file, first, errors, isListed }) => (
          <li key={file} className="break-words">
            <code title={ownName(file)}>
              {isListed ? (
                <TextLink href={formatRoute({ page: 'evidence', detail: file, plan })}>
                  {baseName(file)}:{first.line}
                </TextLink>
              ) : (
                ownName(file)
              )}
            </code>{' '}
            <EngineSentence>{[first.message, first.remedy].filter(Boolean).join(' ')}</EngineSentence>{' '}
            {errors > 1 && `And ${count(errors - 1, 'more error')} in it.`}
          </li>
        ))}
      </ul>
      {more > 0 && (
        <TextLink href={formatRoute({ page: 'evidence', plan })}>{`${count(more, 'more source')}`}</TextLink>
      )}
    </Banner>
  );
}
