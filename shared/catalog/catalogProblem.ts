/** One thing wrong with the catalogue, for the person who maintains it. */
export interface CatalogProblem {
  /** The file under `resources/catalog/`. */
  readonly file: string;
  /** Where in it, entries by their id: `tasks[remote-access].cells.self-managed`. Empty for the whole file. */
  readonly path: string;
  readonly message: string;
}

/** Writes a path for people: `tasks[remote-access].title` rather than `tasks.1.title`. */
export function describePath(root: unknown, path: readonly PropertyKey[]): string {
  let described = '';
  let value: unknown = root;
  for (const step of path) {
    const child = isRecord(value) ? value[String(step)] : undefined;
    if (Array.isArray(value))
      described += `[${isRecord(child) && typeof child['id'] === 'string' ? child['id'] : String(step)}]`;
    else described += described === '' ? String(step) : `.${String(step)}`;
    value = child;
  }
  return described;
}

/** True of arrays as well: their entries are read by index. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
