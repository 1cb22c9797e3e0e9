export type { PlanFinding } from './planFinding.ts';
