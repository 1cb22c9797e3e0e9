import './ui/styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connect } from './client/connect.ts';
import { App } from './features/frame/App.tsx';
import { NotLetIn } from './features/frame/NotLetIn.tsx';
import { followTheme } from './state/preferences.ts';

const place = document.querySelector('#root');
if (place === null) throw new Error('The page has no place for the app.');
const root = createRoot(place);

followTheme();
const connected = await connect();
root.render(
  <StrictMode>{connected.ok ? <App client={connected.value} /> : <NotLetIn failure={connected.failure} />}</StrictMode>,
);
