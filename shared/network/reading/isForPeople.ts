/** Whether a file is a page for people, by its name: rules in it may be examples, and words in it are no lists. */
export function isForPeople(file: string): boolean {
  return /(?:(?:^|[/\\!])readme(?:\.\w+)?|\.(?:md|markdown|rst|adoc))$/i.test(file);
}
