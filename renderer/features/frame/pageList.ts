import {
  ArrowLeftRight,
  BookOpen,
  Boxes,
  Clock,
  FileText,
  Flag,
  FolderInput,
  House,
  Layers,
  ListChecks,
  Server,
  Settings,
  ShipWheel,
  SlidersHorizontal,
  Table2,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { Page } from '../../state/route.ts';

/** The path of the data, from left to right: the rail's line. */
export const stations = ['Plan', 'Requirements', 'Evidence', 'Audit', 'Report', 'History'] as const;
export type Station = (typeof stations)[number];

export interface PageEntry {
  readonly page: Page;
  readonly title: string;
  readonly icon: LucideIcon;
  /** Absent for what stands beside the path. */
  readonly station?: Station;
  /** After `g`. */
  readonly key?: string;
}

export const pageList: readonly PageEntry[] = [
  { page: 'plans', title: 'Plans', icon: House },
  { page: 'plan', title: 'Choices', icon: SlidersHorizontal, station: 'Plan' },
  { page: 'raci', title: 'Responsibilities', icon: Table2, station: 'Requirements', key: 'r' },
  { page: 'connections', title: 'Connections', icon: ArrowLeftRight, station: 'Requirements', key: 'c' },
  { page: 'components', title: 'Components', icon: Boxes, station: 'Requirements' },
  { page: 'infrastructure', title: 'Infrastructure', icon: Server, station: 'Requirements' },
  { page: 'evidence', title: 'Sources', icon: FolderInput, station: 'Evidence', key: 'e' },
  { page: 'cluster', title: 'Cluster', icon: ShipWheel, station: 'Evidence', key: 'k' },
  { page: 'findings', title: 'Findings', icon: ListChecks, station: 'Audit', key: 'f' },
  { page: 'tier', title: 'Security tier', icon: Layers, station: 'Audit', key: 't' },
  { page: 'waivers', title: 'Waivers', icon: Flag, station: 'Audit' },
  { page: 'report', title: 'Report', icon: FileText, station: 'Report' },
  { page: 'runs', title: 'Runs', icon: Clock, station: 'History', key: 'h' },
  { page: 'catalogue', title: 'Catalogue', icon: BookOpen },
  { page: 'settings', title: 'Settings', icon: Settings },
];

export function pagesOf(station: Station): readonly PageEntry[] {
  return pageList.filter((entry) => entry.station === station);
}
