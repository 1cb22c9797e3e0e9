import { useSystem } from '../../state/useCatalog.ts';

/** Which sample a file belongs to; undefined for a plan of the user's own. Samples lie in the data folder. */
export function useSampleName(): (file: string) => string | undefined {
  const { samples, dataFolder } = useSystem();
  return (file) => {
    const below = file.startsWith(dataFolder) ? file.slice(dataFolder.length).split(/[/\\]/) : [];
    return samples.find((name) => below.includes(name));
  };
}
