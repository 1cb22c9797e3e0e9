/** How this machine's keyboard names the key that goes with a letter to make a command. */
export function modifierKey(): 'Ctrl' | '⌘' {
  return isMac() ? '⌘' : 'Ctrl';
}

function isMac(): boolean {
  return globalThis.navigator.userAgent.includes('Mac OS X');
}
