/** Whether another process with this number runs as the same user; one with our own number is of before our time. */
export function isRunning(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0 || processId === process.pid) return false;
  try {
    return process.kill(processId, 0);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ESRCH' || code === 'EPERM') return false;
    throw error;
  }
}
