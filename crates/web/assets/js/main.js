// The page enhancer: every page works without it. Each file does its own part.
import './upload.js';
import './forms.js';
import './palette.js';
import './keys.js';
import './live.js';
import './presence.js';
