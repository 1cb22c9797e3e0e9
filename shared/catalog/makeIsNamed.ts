/** Whether a name is one of these, of which one that ends in `*` stands for all that begin as it does. */
export function makeIsNamed(names: readonly string[]): (name: string) => boolean {
  const exact = new Set(names);
  const beginnings = names.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
  return (name) => exact.has(name) || beginnings.some((start) => name.startsWith(start));
}
