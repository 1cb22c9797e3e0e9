import type { SoftwareRelease } from '../../catalog/catalog.ts';
import { compareVersions, parseSoftwareVersion } from '../../evidence/softwareVersion.ts';
import type { SoftwareVersion } from '../../evidence/softwareVersion.ts';
import { dayOf } from '../day.ts';

export interface ReleaseStanding {
  /** `unknown`: newer than the catalogue, or past the day until which it knows. */
  readonly state: 'maintained' | 'ended' | 'unknown';
  /** `1.34 is maintained until 2026-10-27.` */
  readonly text: string;
}

/** Whether a line of releases is still maintained by those who make it on the day of `asOf`, as far as the catalogue knows. */
export function judgeRelease(
  { title, lines }: SoftwareRelease,
  version: SoftwareVersion,
  asOf: string,
): ReleaseStanding {
  const today = dayOf(asOf);
  const name = `${title} ${version.major}.${version.minor}`;
  const known = lines.flatMap((line) => {
    const parsed = parseSoftwareVersion(line.line);
    return parsed === undefined ? [] : [{ ...line, parsed }];
  });
  const found = known.find(({ parsed }) => compareVersions(parsed, version) === 0);
  if (found === undefined) {
    const isOlder = known.every(({ parsed }) => compareVersions(version, parsed) < 0);
    return isOlder
      ? { state: 'ended', text: `${name} is older than every line of it that is maintained.` }
      : { state: 'unknown', text: `The catalogue does not know ${name}.` };
  }
  const { endOfLife, maintainedUntil = endOfLife } = found;
  if (endOfLife !== undefined && endOfLife < today) return { state: 'ended', text: `${name} ended on ${endOfLife}.` };
  return maintainedUntil !== undefined && today <= maintainedUntil
    ? { state: 'maintained', text: `${name} is maintained until ${maintainedUntil}, at least.` }
    : {
        state: 'unknown',
        text: `${name} was maintained until ${maintainedUntil ?? 'a day that is not published'}; what came after is not known.`,
      };
}
