import { Sentence } from '../../ui/Sentence.tsx';
import { useOwnNames } from './useOwnNames.ts';

/** A sentence of the engine, with the user’s own names of what was dropped. */
export function EngineSentence({ children }: { readonly children: string }) {
  return <Sentence>{useOwnNames()(children)}</Sentence>;
}
