import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Digest, RuleFiles, RuleFileSet, TextFile } from '#electron/application/ports.ts';
import { failure } from '#shared/contract/failure.ts';
import type { Failure, Outcome } from '#shared/contract/failure.ts';
import { isArchiveName, splitMemberName } from '#shared/kernel/archiveNames.ts';
import type { Problem } from '#shared/kernel/problem.ts';
import { fail, succeed } from '#shared/kernel/result.ts';
import type { Result } from '#shared/kernel/result.ts';
import { allowanceOf } from './archives/archiveMember.ts';
import type { Allowance } from './archives/archiveMember.ts';
import { unpackArchive } from './archives/unpackArchive.ts';
import type { Confinement } from './confinement.ts';
import { decodeText } from './decodeText.ts';
import { toFileFailure } from './fileFailure.ts';
import { holdFolder } from './holdFolder.ts';
import { describeStrange, openRegularFile, readOpenFileInChunks } from './regularFile.ts';
import { toMebibytes } from './toMebibytes.ts';

/** How much is read at most. Rules beyond it are another program's data, or somebody's home folder named by mistake. */
export interface RuleFileLimits {
  readonly bytesPerFile: number;
  readonly files: number;
  readonly bytes: number;
}

export const defaultRuleLimits: RuleFileLimits = {
  bytesPerFile: 64 * 1024 * 1024,
  files: 20_000,
  bytes: 192 * 1024 * 1024,
};

const filesAtOnce = 16;

/** What a name leads to, before anything of it is read. */
interface Found {
  readonly real: string;
  readonly bytes: number;
  /** Another one where it was written to or replaced. */
  readonly version: string;
  readonly isFolder: boolean;
  /** What else than a file or a folder it is. */
  readonly strange: string | undefined;
}

export function ruleFilesIn(
  confinement: Confinement,
  digest: Digest,
  limits: RuleFileLimits = defaultRuleLimits,
): RuleFiles {
  return {
    async read(paths, signal) {
      const search = new Search(confinement, limits, signal);
      const members = new Map<string, Set<string>>();
      for (const named of paths) {
        const inArchive = splitMemberName(named);
        const file = confinement.toAbsolute(inArchive?.archive ?? named);
        const failed = await search.addNamed(file);
        if (failed !== undefined) return fail(failed);
        if (inArchive !== undefined) members.set(file, (members.get(file) ?? new Set()).add(inArchive.member));
      }
      if (search.isCancelled) return cancelled();
      const archives = new Archives(limits, signal);
      const readOne = makeReadOne(confinement, digest, limits, archives, signal);
      const read = await readAll(search.files, search.problems, readOne, signal);
      if (search.isCancelled) return cancelled();
      const { usedUp } = archives.allowance;
      if (usedUp !== undefined) return tooMuch(usedUp.of === 'files', limits, { ...usedUp, problems: search.problems });
      const files = read.filter(({ path: file }) => isWanted(file, members));
      return findExcess(files, limits) ?? toSet(paths, files, search.problems);
    },

    async look(paths, signal) {
      const search = new Search(confinement, limits, signal);
      const absent: string[] = [];
      for (const named of paths) {
        const file = confinement.toAbsolute(splitMemberName(named)?.archive ?? named);
        const failed = await search.addNamed(file);
        if (failed !== undefined) absent.push(`${file} ${failed.kind}`);
      }
      return { files: search.states.length, state: [...search.states, ...absent].join('\n') };
    },

    async measure(paths, signal) {
      const search = new Search(confinement, limits, signal);
      for (const named of paths) {
        await search.addNamed(confinement.toAbsolute(splitMemberName(named)?.archive ?? named));
      }
      return search.files.some(isArchiveName) ? limits.bytes : search.bytes;
    },
  };
}

/** Of an archive of which single files were named, these alone. */
function isWanted(file: string, members: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const inArchive = splitMemberName(file);
  const wanted = inArchive === undefined ? undefined : members.get(inArchive.archive);
  return inArchive === undefined || wanted === undefined || wanted.has(inArchive.member);
}

/** Unpacks one archive after the other: each may hold all that there is room for. */
class Archives {
  readonly allowance: Allowance;
  readonly #limits: RuleFileLimits;
  readonly #signal: AbortSignal | undefined;
  #before: Promise<unknown> = Promise.resolve();

  constructor(limits: RuleFileLimits, signal: AbortSignal | undefined) {
    this.allowance = allowanceOf(limits);
    this.#limits = limits;
    this.#signal = signal;
  }

  unpack(file: string, packed: Buffer): ReturnType<typeof unpackArchive> {
    const unpacking = this.#before.then(() => this.#unpackNext(file, packed));
    this.#before = unpacking.catch(() => undefined);
    return unpacking;
  }

  async #unpackNext(file: string, packed: Buffer): ReturnType<typeof unpackArchive> {
    return this.allowance.usedUp !== undefined
      ? undefined
      : unpackArchive(file, packed, this.#limits, this.#signal, this.allowance);
  }
}

/** Archives hold more than they take. */
function findExcess(files: readonly TextFile[], limits: RuleFileLimits): Outcome<never> | undefined {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return files.length > limits.files || bytes > limits.bytes ? tooMuch(files.length > limits.files, limits) : undefined;
}

/** `at` is where there was no more room, with what was found until then. */
function tooMuch(
  isByNumber: boolean,
  limits: RuleFileLimits,
  at?: { readonly archive: string; readonly problems: readonly Problem[] },
): Outcome<never> {
  const limit = isByNumber ? `${limits.files} files` : toMebibytes(limits.bytes);
  const where = at === undefined ? '' : `: ${at.archive}, unpacked, goes beyond that`;
  return failure('bad-input', `There is more to read than ${limit}${where}.`, {
    remedy: 'Name the files or folders that hold rules, not the ones above them.',
    ...(at === undefined ? {} : { problems: at.problems }),
  });
}

function cancelled(): Outcome<never> {
  return failure('cancelled', 'Reading the rule files was cancelled.');
}

function toSet(
  paths: readonly string[],
  files: readonly TextFile[],
  problems: readonly Problem[],
): Outcome<RuleFileSet> {
  if (files.length > 0) return succeed({ files, problems });
  const message = problems.some(({ severity }) => severity === 'error')
    ? `No rule file of ${paths.join(', ')} could be read.`
    : `${paths.join(', ')} holds no rule file.`;
  return failure('bad-input', message, { remedy: 'Name a file or a folder with rules.', problems });
}

/** Goes through the named files and folders, in the order of their names, and opens nothing but folders. */
class Search {
  /** The names under which they were found. */
  readonly files: string[] = [];
  readonly problems: Problem[] = [];
  /** Of each file its name and version, also of those that are not read. */
  readonly states: string[] = [];
  /** Of all these files. */
  bytes = 0;
  readonly #confinement: Confinement;
  readonly #limits: RuleFileLimits;
  readonly #signal: AbortSignal | undefined;
  /** Real paths of what was found already: a file that is reached twice is read once. */
  readonly #seen = new Set<string>();

  constructor(confinement: Confinement, limits: RuleFileLimits, signal: AbortSignal | undefined) {
    this.#confinement = confinement;
    this.#limits = limits;
    this.#signal = signal;
  }

  get isCancelled(): boolean {
    return this.#signal?.aborted === true;
  }

  /** Adds what the user has named. What can't be opened is a failure here, and a problem further down. */
  async addNamed(file: string): Promise<Failure | undefined> {
    const found = await this.#look(file);
    if (!found.ok) return found.failure;
    if (found.value.isFolder) return this.#addFolder(file, found.value.real, []);
    return this.#addFile(file, found.value);
  }

  async #look(file: string): Promise<Outcome<Found>> {
    const admitted = this.#confinement.admit(file);
    if (!admitted.ok) return admitted;
    try {
      const found = await stat(admitted.value);
      return succeed({
        real: admitted.value,
        bytes: found.size,
        version: `${found.ino} ${found.mtimeMs} ${found.ctimeMs} ${found.size}`,
        isFolder: found.isDirectory(),
        strange: describeStrange(found),
      });
    } catch (error) {
      return toFileFailure(error, file);
    }
  }

  async #addFolder(folder: string, real: string, above: readonly string[]): Promise<Failure | undefined> {
    if (above.includes(real)) {
      this.#report(folder, 'This symbolic link leads back to a folder above it.', 'Remove the link.');
      return undefined;
    }
    if (this.#seen.has(real)) return undefined;
    this.#seen.add(real);
    const names = await this.#listNames(folder);
    if (!names.ok) {
      if (above.length === 0) return names.failure;
      this.#report(folder, names.failure.message, names.failure.remedy);
      return undefined;
    }
    for (const name of names.value) {
      if (this.isCancelled) return undefined;
      const failed = await this.#addEntry(path.join(folder, name), [...above, real]);
      if (failed !== undefined) return failed;
    }
    return undefined;
  }

  async #listNames(folder: string): Promise<Outcome<readonly string[]>> {
    const held = holdFolder(this.#confinement, folder, 'admit');
    if (!held.ok) return held;
    try {
      return succeed((await readdir(held.value.place)).toSorted());
    } catch (error) {
      return toFileFailure(error, folder);
    } finally {
      held.value.release();
    }
  }

  async #addEntry(file: string, above: readonly string[]): Promise<Failure | undefined> {
    const name = path.basename(file);
    if (name.startsWith('.') || name === 'node_modules') {
      this.problems.push({
        file,
        line: 1,
        message: 'This was not read: hidden files and installed packages are left out.',
        remedy: 'Name it by itself if it holds rules.',
        severity: 'warning',
      });
      return undefined;
    }
    const found = await this.#look(file);
    if (!found.ok) {
      this.#report(file, found.failure.message, found.failure.remedy);
      return undefined;
    }
    if (found.value.isFolder) return this.#addFolder(file, found.value.real, above);
    return this.#addFile(file, found.value);
  }

  #addFile(file: string, found: Found): Failure | undefined {
    if (this.#seen.has(found.real)) return undefined;
    this.#seen.add(found.real);
    this.states.push(`${file} ${found.version}`);
    if (found.strange !== undefined) {
      this.#report(file, `This ${found.strange}: only files on a disk are read.`, 'Name files with rules.');
    } else if (found.bytes > this.#limits.bytesPerFile) {
      this.problems.push(tooLarge(file, found.bytes, this.#limits.bytesPerFile));
    } else {
      this.bytes += found.bytes;
      this.files.push(file);
      return this.#findExcess();
    }
    return undefined;
  }

  #findExcess(): Failure | undefined {
    const tooMany = this.files.length > this.#limits.files;
    if (!tooMany && this.bytes <= this.#limits.bytes) return undefined;
    const refused = tooMuch(tooMany, this.#limits);
    return refused.ok ? undefined : refused.failure;
  }

  #report(file: string, message: string, remedy: string | undefined): void {
    this.problems.push(toProblem(file, { message, remedy }));
  }
}

function tooLarge(file: string, bytes: number, limit: number): Problem {
  return {
    file,
    line: 1,
    message: `This file is too large to be read: ${toMebibytes(bytes)}, at most ${toMebibytes(limit)}.`,
    remedy: 'Split it, or name only the files that hold rules.',
    severity: 'error',
  };
}

/** A file is one text, an archive as many as it holds. */
type ReadOne = (file: string) => Promise<readonly Result<TextFile, Problem>[]>;

/** Reads a few files at a time; they come out in the order in which they were found, and problems are added likewise. */
async function readAll(
  found: readonly string[],
  problems: Problem[],
  readOne: ReadOne,
  signal: AbortSignal | undefined,
): Promise<readonly TextFile[]> {
  const results: (readonly Result<TextFile, Problem>[])[] = [];
  const isCancelled = (): boolean => signal?.aborted === true;
  let next = 0;
  async function readInTurn(): Promise<void> {
    while (next < found.length && !isCancelled()) {
      const turn = next;
      next += 1;
      const file = found[turn];
      if (file !== undefined) results[turn] = await readOne(file);
    }
  }
  await Promise.all(Array.from({ length: filesAtOnce }, readInTurn));
  const all = results.flatMap((some) => some ?? []);
  for (const result of all) if (!result.ok) problems.push(result.failure);
  return all.filter((result) => result.ok).map(({ value }) => value);
}

/** It may be another file by now, or a larger one, than the one that was found. */
function makeReadOne(
  confinement: Confinement,
  digest: Digest,
  limits: RuleFileLimits,
  archives: Archives,
  signal: AbortSignal | undefined,
): ReadOne {
  const toText = (file: string, bytes: Buffer): Result<TextFile, Problem> => {
    const text = decodeText(bytes, file);
    return text.ok ? succeed({ path: file, text: text.value, hash: digest(bytes), bytes: bytes.length }) : text;
  };
  return async (file) => {
    const opened = openRegularFile(confinement, file);
    if (!opened.ok) return [fail(toProblem(file, opened.failure))];
    try {
      const limit = limits.bytesPerFile;
      if (opened.value.bytes > limit) return [fail(tooLarge(file, opened.value.bytes, limit))];
      const bytes = await readOpenFileInChunks(opened.value, signal);
      if (bytes === undefined) {
        return [fail({ file, line: 1, message: 'It was changed while it was read.', severity: 'error' })];
      }
      if (!isArchiveName(file)) return [toText(file, bytes)];
      const unpacked = await archives.unpack(file, bytes);
      if (unpacked === undefined || !unpacked.ok) return unpacked === undefined ? [] : [unpacked];
      const { files, problems } = unpacked.value;
      return [...files.map((member) => toText(member.name, member.bytes)), ...problems.map((problem) => fail(problem))];
    } catch (error) {
      return [fail(toProblem(file, toFileFailure(error, file).failure))];
    } finally {
      opened.value.close();
    }
  };
}

function toProblem(file: string, { message, remedy }: Pick<Failure, 'message' | 'remedy'>): Problem {
  return { file, line: 1, message, ...(remedy === undefined ? {} : { remedy }), severity: 'error' };
}
