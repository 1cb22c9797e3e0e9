/** What the format of every snapshot's file begins with, whatever its version. */
export const snapshotFormats = 'pdp-workbench/cluster-snapshot/';
