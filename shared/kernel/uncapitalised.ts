/** A sentence as it goes on after a comma; not for one that begins with a name. */
export function uncapitalised(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
