import { Button } from '../../ui/Button.tsx';
import { Banner } from '../../ui/states.tsx';
import { showOverlay } from '../../state/overlays.ts';
import { usePlan } from '../../state/usePlan.ts';

/** The sample can't be changed; a copy of it can. */
export function ReadOnlyNote() {
  const { sample } = usePlan();
  if (!sample) return null;
  return (
    <Banner
      action={
        <Button className="-my-1" onPress={() => showOverlay('copy-sample')}>
          Save a copy
        </Button>
      }
    >
      <b className="font-semibold text-ink">This is the sample, read only.</b> Save a copy to change its choices; the
      rule files go with it.
    </Banner>
  );
}
