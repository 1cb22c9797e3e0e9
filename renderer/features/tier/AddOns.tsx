import { useCatalog } from '../../state/useCatalog.ts';
import { usePlan } from '../../state/usePlan.ts';

/** What is bought beside the tier; outside of its counts. */
export function AddOns() {
  const { addOns } = useCatalog();
  const { plan } = usePlan();
  return (
    <p className="border-b border-line bg-subtle px-6 py-2 text-small text-ink-2 max-rail:px-5">
      <b className="font-semibold text-ink">Add-ons</b> &nbsp;Separate from the tier.{' '}
      {addOns
        .map(({ id, title }) => `${title}: ${plan.addOns?.includes(id) === true ? 'in the plan' : 'not in the plan'}.`)
        .join(' ')}
    </p>
  );
}
