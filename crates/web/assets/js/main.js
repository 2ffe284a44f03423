// The page enhancer. Every page works without it; it swaps parts instead of whole pages, keeps
// focus and drafts, follows what happens, and listens to the keys. Each file does its own part.
import './panes.js';
import './look.js';
import './forms.js';
import './drafts.js';
import './palette.js';
import './keys.js';
import './live.js';
import './presence.js';
