/** A user id that owns nothing. */
const nobody = 65_534;

/** Does the work as a user whom permissions bind: for root they would never say no. */
export async function withoutPrivileges<Value>(work: () => Promise<Value> | Value): Promise<Value> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(nobody);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}
