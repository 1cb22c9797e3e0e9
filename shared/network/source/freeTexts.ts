/** Keys of exports under which anybody's words stand, and none that decide. */
export const descriptions: ReadonlySet<string> = new Set([
  'description',
  'Description',
  'UserData',
  'userData',
  'StateReason',
  'ClientToken',
]);

/** The tags of Azure and AWS are anybody's words; those of Google Cloud decide which rules hold for a machine. */
export const descriptionsAndTags: ReadonlySet<string> = new Set([...descriptions, 'tags']);
