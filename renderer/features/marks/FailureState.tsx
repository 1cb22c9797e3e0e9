import type { Failure } from '#shared/contract/failure.ts';
import { useQueryCache } from '../../client/useQuery.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { ProblemList } from './ProblemList.tsx';
import { useOwnNames } from './useOwnNames.ts';

interface FailureStateProps {
  readonly failure: Failure;
  /** The questions to ask again, by the first part of their key. */
  readonly subject: string;
  /** What was not harmed. */
  readonly harmless: string;
}

/** An operation that failed: what happened, in the user’s own names, what to do, and one retry by hand. */
export function FailureState({ failure, subject, harmless }: FailureStateProps) {
  const cache = useQueryCache();
  const { remedy, problems } = failure;
  const message = useOwnNames()(failure.message);
  const details = [message, remedy, ...problems.map((problem) => `${problem.file}:${problem.line} ${problem.message}`)];
  return (
    <ErrorState
      title={message}
      steps={remedy === undefined ? [] : [remedy]}
      actions={
        <>
          {/* Whoever has cancelled had the focus on a button that is gone. */}
          <Button look="primary" takesFocus={failure.kind === 'cancelled'} onPress={() => cache.refresh([subject])}>
            Try again
          </Button>
          <CopyButton text={details.filter(Boolean).join('\n')}>Copy details</CopyButton>
        </>
      }
      details={problems.length > 0 && <ProblemList problems={problems} />}
    >
      {harmless}
    </ErrorState>
  );
}
