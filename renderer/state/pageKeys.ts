import { useEffect, useEffectEvent } from 'react';

/** What single keys do on the page that is shown; a key that the page does not name is free. */
export type PageKeys = Readonly<Record<string, () => void>>;

const layers: ((key: string) => boolean)[] = [];

/** Takes keys while the component is on the screen. The one that came last is asked first. */
export function usePageKeys(keys: PageKeys): void {
  const press = useEffectEvent((key: string): boolean => {
    const action = keys[key];
    action?.();
    return action !== undefined;
  });
  useEffect(() => {
    const layer = (key: string): boolean => press(key);
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
    };
  }, []);
}

/** Whether some page took the key. */
export function pressPageKey(key: string): boolean {
  return layers.toReversed().some((layer) => layer(key));
}
