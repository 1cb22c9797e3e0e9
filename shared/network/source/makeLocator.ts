import type { Position } from '../../kernel/problem.ts';
import { childrenAt } from './jsonText.ts';
import type { JsonChild } from './jsonText.ts';
import { LineStarts } from './lineStarts.ts';
import { withoutByteOrderMark } from '../../kernel/withoutByteOrderMark.ts';
import type { SourceDocuments, SourceFile } from './parseSource.ts';
import { findYamlPlaces } from './yamlPlaces.ts';
import type { YamlPlace } from './yamlPlaces.ts';
import { splitDocuments } from './yamlText.ts';

/** A place in a document, by the way to it from the document's root. */
export interface SourcePlace {
  readonly file: string;
  /** Which of the file, as `SourceDocument.index` says it. */
  readonly document: number;
  readonly path: readonly (string | number)[];
}

/** `text`: not parsed at all. */
export type SourceSyntax = SourceDocuments['syntax'] | 'text';

/** A file, and what it was parsed as. Its text is asked for with the first place in it. */
export interface LocatedFile {
  readonly source: SourceFile;
  readonly syntax: SourceSyntax;
}

/**
 * Looks up the positions of places in files that were parsed before. A member of a map is found at its key; where a path
 * leads nowhere, the nearest place above stands for it. The path of a place in a text is the number of its line. Only what is asked for is looked through, once.
 */
export function makeLocator(files: readonly LocatedFile[]): (place: SourcePlace) => Position {
  const texts = new Map(files.map((file) => [file.source.file, file]));
  const located = new Map<string, TextPlaces>();
  return ({ file, document, path }) => {
    let places = located.get(file);
    if (places === undefined) {
      const known = texts.get(file);
      if (known === undefined) return { line: 1, column: 1 };
      const text = withoutByteOrderMark(known.source.text);
      places = new placesOf[known.syntax](text);
      located.set(file, places);
    }
    return places.find(document, path);
  };
}

interface TextPlaces {
  find(document: number, path: SourcePlace['path']): Position;
}

class LinePlaces implements TextPlaces {
  find(_document: number, [line = 1]: SourcePlace['path']): Position {
    return { line: Number(line), column: 1 };
  }
}

class JsonPlaces implements TextPlaces {
  readonly #text: string;
  readonly #lines: LineStarts;
  readonly #containers = new Map<number, JsonContainer>();

  constructor(text: string) {
    this.#text = text;
    this.#lines = new LineStarts(text);
  }

  find(document: number, path: SourcePlace['path']): Position {
    let container = document;
    let offset = container;
    for (const step of path) {
      const child = this.#containerAt(container).childAt(step);
      if (child === undefined) break;
      offset = child.offset;
      container = child.valueOffset;
    }
    return this.#lines.positionOf(offset);
  }

  #containerAt(offset: number): JsonContainer {
    let container = this.#containers.get(offset);
    if (container === undefined) {
      container = new JsonContainer(childrenAt(this.#text, offset));
      this.#containers.set(offset, container);
    }
    return container;
  }
}

/** An object or list, looked through as far as it was asked about: what comes after may be very long. */
class JsonContainer {
  readonly #members = new Map<string | number, JsonChild>();
  /** Of a list where its items begin, which may be a hundred thousand. */
  readonly #items: number[] = [];
  readonly #rest: Iterator<JsonChild>;

  constructor(children: Iterator<JsonChild>) {
    this.#rest = children;
  }

  childAt(step: string | number): JsonChild | undefined {
    const item = typeof step === 'number' ? this.#items[step] : undefined;
    if (item !== undefined) return { key: step, offset: item, valueOffset: item };
    let member = this.#members.get(step);
    while (member === undefined) {
      const next = this.#rest.next();
      if (next.done === true) return undefined;
      if (typeof next.value.key === 'number') this.#items.push(next.value.offset);
      else this.#members.set(next.value.key, next.value);
      if (next.value.key === step) member = next.value;
    }
    return member;
  }
}

class YamlPlaces implements TextPlaces {
  readonly #documents: ReturnType<typeof splitDocuments>;
  readonly #lines: LineStarts;
  readonly #roots = new Map<number, YamlPlace | undefined>();

  constructor(text: string) {
    this.#documents = splitDocuments(text);
    this.#lines = new LineStarts(text);
  }

  find(document: number, path: SourcePlace['path']): Position {
    const part = this.#documents[document];
    if (part === undefined) return { line: 1, column: 1 };
    if (!this.#roots.has(document)) this.#roots.set(document, findYamlPlaces(part.text));
    let place = this.#roots.get(document);
    let offset = place?.offset ?? 0;
    for (const step of path) {
      const child = place?.childAt(step);
      if (child === undefined) break;
      ({ offset } = child);
      place = child.value;
    }
    return this.#lines.positionOf(part.offset + offset);
  }
}

const placesOf = { json: JsonPlaces, yaml: YamlPlaces, text: LinePlaces } as const satisfies Record<
  SourceSyntax,
  new (text: string) => TextPlaces
>;
