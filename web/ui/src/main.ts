/** The page begins here: it listens, then shows. */

import { mount } from 'svelte';
import App from './App.svelte';
import { library } from './stores/library.svelte';
import { show } from './stores/show.svelte';
import './styles/base.css';

show.listen();
library.listen();
mount(App, { target: document.getElementById('page')! });
