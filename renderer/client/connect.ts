import type { DesktopBridge } from '#shared/contract/desktopBridge.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { PdpClient } from './client.ts';
import type { ConnectFailure } from './connectFailure.ts';

declare global {
  interface Window {
    /** Put there by the desktop's preload script. */
    readonly pdpHost?: DesktopBridge;
  }
}

/** The engine, reached the way this host offers. */
export async function connect(): Promise<Result<PdpClient, ConnectFailure>> {
  if (globalThis.window.pdpHost !== undefined) {
    const { connectOverMessagePort } = await import('./connectOverMessagePort.ts');
    return { ok: true, value: connectOverMessagePort() };
  }
  const { connectOverHttp } = await import('./connectOverHttp.ts');
  return connectOverHttp();
}
