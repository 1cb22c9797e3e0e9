import { layerTitles } from '#shared/network/judging/layerTitles.ts';
import type { Verdict } from '#shared/network/judging/verdict.ts';
import { scopeWords } from '#shared/report/words.ts';
import { StripNode } from '../../ui/StripNode.tsx';
import { toneText } from '../../ui/tone.ts';
import { verdictWords } from '../words/outcomes.ts';
import type { PathLayout, Point, Way } from './layoutPath.ts';

interface PathPictureProps {
  readonly layout: PathLayout;
  /** Undefined: as wide as there is room for. */
  readonly scale: number | undefined;
  readonly highlighted: string | undefined;
  readonly onOpen: (id: string) => void;
}

/** The verdict can be told from the line alone: solid, long dashes, short dashes, dots. */
const dashes: Readonly<Record<Verdict, string | undefined>> = {
  allowed: undefined,
  denied: undefined,
  'partly-allowed': '10 4',
  unknown: '4 4',
  'not-applicable': '1 5',
};

const NODE = 18;
const LARGEST_FIT = 1.1;

export function PathPicture({ layout, scale, highlighted, onOpen }: PathPictureProps) {
  const { width, height, components, endpoints, scopes, gates, ways } = layout;
  const counts = Object.entries(verdictWords)
    .map(([verdict, { word }]) => ({
      word,
      count: ways.filter(({ connection }) => connection.verdict === verdict).length,
    }))
    .filter(({ count }) => count > 0);
  const isDimmed = (id: string): boolean => highlighted !== undefined && highlighted !== id;
  return (
    <svg
      viewBox={`-4 0 ${width + 8} ${height}`}
      width={scale === undefined ? '100%' : width * scale}
      // Few layers leave room to spare, and letters that are too large for the rest of the page.
      style={scale === undefined ? { maxWidth: width * LARGEST_FIT } : undefined}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a drawing of ours has no file for an img
      role="img"
      aria-label={`The way of ${ways.length} connections through ${gates.length} layers: ${counts.map(({ word, count }) => `${count} ${word.toLowerCase()}`).join(', ')}. The table says the same.`}
      className="path-picture"
    >
      {gates.map(({ layer, x }) => (
        <g key={layer}>
          <line x1={x} y1={34} x2={x} y2={height} className="path-gate" />
          <text x={x} y={24} textAnchor="middle" className="path-head">
            {layerTitles[layer]}
          </text>
        </g>
      ))}
      <text x={0} y={24} className="path-head">
        Data plane
      </text>
      {scopes.map(({ scope, x, y }) => (
        <text key={scope} x={x} y={y} className="path-head">
          {scopeWords[scope]}
        </text>
      ))}
      {ways.map((way) => (
        <WayLine key={way.connection.id} way={way} isDimmed={isDimmed(way.connection.id)} onOpen={onOpen} />
      ))}
      {components.map((place) => (
        <PlaceBox key={place.id} {...place} />
      ))}
      {endpoints.map((place) => (
        <PlaceBox key={place.id} {...place} />
      ))}
    </svg>
  );
}

interface WayLineProps {
  readonly way: Way;
  readonly isDimmed: boolean;
  readonly onOpen: (id: string) => void;
}

function WayLine({ way: { connection, reached, beyond, stops, start, end }, isDimmed, onOpen }: WayLineProps) {
  const { tone, word } = verdictWords[connection.verdict];
  const block = stops.find(({ layer }) => layer === connection.blockedBy);
  const back = start[0] < end[0] ? -7 : 7;
  return (
    // Only the pointer's way in; the list beside the picture is the keyboard's.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <g className={toneText[tone]} data-dimmed={isDimmed || undefined} onClick={() => onOpen(connection.id)}>
      <polyline points={toPoints(reached)} className="path-hit" />
      <polyline points={toPoints(reached)} className="path-line" strokeDasharray={dashes[connection.verdict]} />
      {beyond.length > 0 && <polyline points={toPoints(beyond)} className="path-line" strokeDasharray="1.5 5" />}
      <path d={`M${end[0]} ${end[1]} l${back} -4 v8 z`} fill="currentColor" />
      {stops.map((stop) => (
        <svg key={stop.layer} x={stop.x - NODE / 2} y={stop.y - NODE / 2} width={NODE} height={NODE}>
          <StripNode tone={verdictWords[stop.verdict].tone} size={NODE} />
        </svg>
      ))}
      {block !== undefined && (
        <text x={block.x + NODE / 2 + 3} y={block.y - 5} className="path-word">
          {word}
        </text>
      )}
    </g>
  );
}

interface PlaceBoxProps {
  readonly title: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const CHARACTER_WIDTH = 6.4;

function PlaceBox({ title, x, y, width, height }: PlaceBoxProps) {
  const most = Math.floor((width - 16) / CHARACTER_WIDTH);
  return (
    <g>
      <rect x={x} y={y} width={width} height={height} rx={6} className="path-box" />
      <text x={x + 10} y={y + height / 2 + 4} className="path-title">
        {title.length > most ? `${title.slice(0, most - 1)}…` : title}
        <title>{title}</title>
      </text>
    </g>
  );
}

function toPoints(points: readonly Point[]): string {
  return points.map(([x, y]) => `${x},${y}`).join(' ');
}
