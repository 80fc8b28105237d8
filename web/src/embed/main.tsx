import { render } from 'preact';
import { Embed } from './Embed.js';

const root = document.getElementById('root');
if (root !== null) render(<Embed />, root);
