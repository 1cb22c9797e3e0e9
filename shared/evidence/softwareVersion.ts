/** Major and minor number of a version, such as `v1.33.2-gke.100` or `1.18.4`. */
export interface SoftwareVersion {
  readonly major: number;
  readonly minor: number;
}

export function parseSoftwareVersion(text: string): SoftwareVersion | undefined {
  const parts = /^v?(?<major>\d{1,4})\.(?<minor>\d{1,4})(?!\d)/.exec(text)?.groups;
  return parts && { major: Number(parts['major']), minor: Number(parts['minor']) };
}

/** Below zero where `one` is the older. */
export function compareVersions(one: SoftwareVersion, other: SoftwareVersion): number {
  return one.major - other.major || one.minor - other.minor;
}
