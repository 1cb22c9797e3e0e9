/** The owner as a table shows it: the part before the @ where all share one domain, else whole. */
export function shortOwner(who: string, all: readonly string[]): string {
  const domains = new Set(all.filter((name) => name.includes('@')).map((name) => name.slice(name.indexOf('@'))));
  return domains.size === 1 && who.includes('@') ? who.slice(0, who.indexOf('@')) : who;
}
