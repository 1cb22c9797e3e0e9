import { Button } from '../../ui/Button.tsx';
import { Banner } from '../../ui/states.tsx';
import { addRules } from '../../state/ruleSets.ts';
import { go } from '../../state/router.ts';
import { usePlans } from '../../state/usePlans.ts';
import { stopWaiting, useWaitingRules } from '../../state/waitingRules.ts';
import { count, listed } from '../words/counts.ts';
import { baseName } from '../words/files.ts';

const PLANS_OFFERED = 4;
const NAMES_SHOWN = 3;

/** Rules are judged against a plan: asks which one, after files were dropped without an open plan. */
export function WaitingRules() {
  const { paths, names } = useWaitingRules();
  const plans = usePlans();
  if (paths.length === 0) return null;
  const readable = plans.phase === 'ready' ? plans.value.filter(({ plan }) => plan !== undefined) : [];
  const shown =
    names.length > NAMES_SHOWN ? [...names.slice(0, NAMES_SHOWN), `${names.length - NAMES_SHOWN} more`] : names;
  return (
    <Banner
      action={
        <Button look="quiet" onPress={stopWaiting}>
          Drop them
        </Button>
      }
    >
      <b className="font-semibold text-ink">{count(names.length, 'rule file')} read.</b> {listed(shown)}.{' '}
      {readable.length === 0
        ? 'Open or make a plan: rules are judged against the connections that a plan needs.'
        : 'Which plan shall they be judged against?'}
      <span className="mt-1.5 flex flex-wrap gap-2">
        {readable.slice(0, PLANS_OFFERED).map(({ file, plan }) => (
          <Button
            key={file}
            onPress={() => {
              addRules(file, paths);
              stopWaiting();
              go({ page: 'connections', plan: file });
            }}
          >
            {plan?.metadata.name ?? baseName(file)}
          </Button>
        ))}
      </span>
    </Banner>
  );
}
