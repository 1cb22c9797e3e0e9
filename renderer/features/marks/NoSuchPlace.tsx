import { Compass } from 'lucide-react';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/states.tsx';
import type { Route } from '../../state/route.ts';
import { go } from '../../state/router.ts';

interface Way {
  readonly words: string;
  readonly route: Route;
}

interface NoSuchPlaceProps {
  /** What a page is made of, in the singular: `step`. */
  readonly noun: string;
  readonly asked: string;
  /** What was probably meant. */
  readonly nearest: Way | undefined;
  readonly otherwise: Way;
}

/** An address that names a part of a page which is not there: what was asked for, what is near, and a way on. */
export function NoSuchPlace({ noun, asked, nearest, otherwise }: NoSuchPlaceProps) {
  const [first, second] = nearest === undefined ? [otherwise, undefined] : [nearest, otherwise];
  return (
    <EmptyState
      icon={Compass}
      title={`There is no such ${noun}`}
      actions={
        <>
          <Button look="primary" onPress={() => go(first.route)}>
            {first.words}
          </Button>
          {second !== undefined && <Button onPress={() => go(second.route)}>{second.words}</Button>}
        </>
      }
    >
      The address asks for <code className="break-all">{asked}</code>, and no {noun} of this plan is called so. The link
      may come from another plan or version.
    </EmptyState>
  );
}
