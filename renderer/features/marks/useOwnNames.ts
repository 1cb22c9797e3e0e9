import { useDroppedNames } from '../../state/ruleSets.ts';
import { nameDropped } from '../words/files.ts';

/** Turns a text of the engine into one with the user’s own names: of what was dropped it tells the folder that it is kept in. */
export function useOwnNames(): (text: string) => string {
  const kept = Object.entries(useDroppedNames());
  return (text) => kept.reduce((left, [folder, names]) => withOwnNames(left, folder, names), text);
}

function withOwnNames(text: string, folder: string, names: readonly string[]): string {
  if (!text.includes(folder)) return text;
  const ofFiles = text.replaceAll(`${folder}/`, '').replaceAll(`${folder}\\`, '');
  return ofFiles.replaceAll(folder, () => nameDropped(names) ?? folder);
}
