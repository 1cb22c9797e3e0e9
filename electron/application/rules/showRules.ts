import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import { withoutByteOrderMark } from '#shared/kernel/withoutByteOrderMark.ts';
import { hideSecrets } from '#shared/network/source/hideSecrets.ts';
import { readRules } from '#shared/network/reading/readRules.ts';
import { findMovedColumns } from '#shared/network/source/movedColumns.ts';
import { parseSource } from '#shared/network/source/parseSource.ts';
import type { Abilities, ShowRulesInput, ShownRules, ShownText, TextFile } from '../ports.ts';

/** Reads a rule file to be shown. It takes plain values and returns plain values, so that it can be asked of another thread. */
export async function showRules(
  { ruleFiles }: Pick<Abilities, 'ruleFiles'>,
  { path }: ShowRulesInput,
  signal?: AbortSignal,
): Promise<Outcome<ShownRules>> {
  const set = await ruleFiles.read([path], signal);
  if (!set.ok) return set;
  const [file] = set.value.files;
  if (file === undefined) return succeed({ kind: 'unreadable', problems: set.value.problems });
  return succeed(isRecognised(file) ? { kind: 'shown', source: withoutSecrets(file) } : { kind: 'not-recognised' });
}

/** As it is when rules are judged. */
function isRecognised({ path, text, bytes, hash }: TextFile): boolean {
  return readRules([{ file: path, text, bytes, hash }]).sources.some(({ layers }) => layers.length > 0);
}

function withoutSecrets({ path, text }: TextFile): ShownText {
  const shown = hideSecrets(path, text, parseSource({ file: path, text }));
  return { text: shown, moved: findMovedColumns(withoutByteOrderMark(text), shown) };
}
