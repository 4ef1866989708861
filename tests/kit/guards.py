"""*Mutation testing* by hand: Musubi's guards, each with the test that fails without it. Used by test_guards.py."""

import msgspec


class Guard(msgspec.Struct, frozen=True):
    """The guard is `text` in `file`; with `instead` in its place `test` must fail. `is_long`: the test is not quick."""

    file: str
    text: str
    instead: str
    test: str
    is_long: bool = True


GUARDS = {
    # what others see
    "who has hidden is in no circle": Guard(
        "store/members.py",
        "AND NOT EXISTS (SELECT 1 FROM hidden_everywhere WHERE discord_id = members.discord_id)",
        "",
        "test_nobodys_secrets.py::test_who_is_gone_is_gone_from_every_answer",
    ),
    "what is private tells nothing by its spoiler bars": Guard(
        "cogs/who.py",
        "if is_alone and visible.viewer:",
        "if visible.viewer:",
        "test_who.py::test_one_s_own_private_progress_bars_nothing_in_public",
    ),
    "a page of a list has what its audience sees": Guard(
        "library/lists.py",
        "seen = sorted((line for line in outlines if audience.sees(line)), key=",
        "seen = sorted(outlines, key=",
        "test_lists.py::test_who_sees_what",
        is_long=False,
    ),
    "a page of a list is looked at again": Guard(
        "library/list_pages.py",
        "[one for one in lines if audience.sees(one)]",
        "[*lines]",
        "test_list_pages.py::test_an_entry_that_becomes_private_meanwhile_is_shown_to_nobody_else",
    ),
    "a reply is deleted by its own person": Guard(
        "cogs/delete_reply.py",
        "if answered.user.id != interaction.user.id:",
        "if False:",
        "test_delete_reply.py::test_anothers_reply_stays",
    ),
    "no server is welcomed twice": Guard(
        "store/welcomes.py",
        "now=now) == 1",
        "now=now) >= 0",
        "test_welcome.py::test_no_server_is_welcomed_twice",
    ),
    "servers that were there before are not welcomed": Guard(
        "cogs/welcome.py",
        "int(joined.timestamp()) > max(self._since, self._now() - _DAY)",
        "joined.timestamp() > 0",
        "test_welcome.py::test_a_server_that_was_there_before_is_not",
    ),
    "private favourites": Guard(
        "store/favourites.py",
        "EXISTS (SELECT 1 FROM shown WHERE",
        "EXISTS (SELECT 1 FROM entries WHERE",
        "test_favourites.py::test_others_see_those_whose_entries_they_may_see",
        is_long=False,
    ),
    "titles that are their owners' alone": Guard(
        "library/titles/catalogue.py",
        "if is_public or title.id in self.public:",
        "if True:",
        "test_search.py::test_titles_that_are_not_public_move_nothing_that_others_are_offered",
        is_long=False,
    ),
    "a title from a private entry alone": Guard(
        "library/sync/list_sync.py",
        "titles[not (one.private or one.hidden_from_status_lists)]",
        "titles[True]",
        "test_private_titles.py::test_no_option_offers_it_to_others",
    ),
    "an export without tokens": Guard(
        "store/personal_data.py",
        " if not isinstance(value, bytes)}",
        "}",
        "test_account.py::test_the_export_has_everything_but_the_token",
    ),
    # tokens: what AniList's answer can't show
    "the token's audience": Guard(
        "anilist/tokens.py",
        "if [str(one) for one in audience] != [client_id]:",
        "if not audience:",
        "test_linking_tokens.py::test_anilist_would_believe_it_but_its_claims_are_wrong",
    ),
    "the token's algorithm": Guard(
        "anilist/tokens.py",
        'if jwt.get_unverified_header(text).get("alg") != "RS256":',
        'if "alg" not in jwt.get_unverified_header(text):',
        "test_linking_tokens.py::test_it_is_signed_in_another_way",
    ),
    "the token's end": Guard(
        "anilist/tokens.py",
        "if not now < payload.exp <= _LATEST:",
        "if payload.exp > _LATEST:",
        "test_linking_tokens.py::test_it_expires_this_second",
    ),
    "the token's end is a time": Guard(
        "anilist/tokens.py",
        "if not now < payload.exp <= _LATEST:",
        "if payload.exp <= now:",
        "test_linking_tokens.py::test_anilist_would_believe_it_but_its_claims_are_wrong",
    ),
    "the token's subject": Guard(
        "anilist/tokens.py",
        "if not (subject.isascii() and subject.isdigit() and len(subject) < 16):",
        "if not subject.isascii():",
        "test_linking_tokens.py::test_anilist_would_believe_it_but_its_claims_are_wrong",
    ),
    "the token's size": Guard(
        "anilist/tokens.py",
        "len(text) > MAX_TOKEN_BYTES or ",
        "",
        "test_linking_tokens.py::test_it_is_no_token",
    ),
    "whose the token is": Guard(
        "linking/flow.py",
        "if viewer.id != claims.user_id:",
        "if not viewer.id:",
        "test_linking_tokens.py::test_anilist_would_believe_it_but_its_claims_are_wrong",
    ),
    # the proof that browser and Discord are one person
    "the code": Guard(
        "linking/codes.py",
        "return hmac.compare_digest(_plain(typed), _plain(code))",
        "return len(_plain(typed)) == len(_plain(code))",
        "test_linking_proofs.py::TestCode::test_differs_in_every_letter",
        is_long=False,
    ),
    "five tries": Guard(
        "linking/pending_links.py",
        "if pending.tries_left == 0:",
        "if pending.tries_left == -1:",
        "test_linking.py::TestForwardedLink::test_guessing_the_code_gets_nothing",
    ),
    "a code works once": Guard(
        "linking/pending_links.py",
        "            self.pop(pending)\n            return",
        "            return",
        "test_linking_proofs.py::TestCode::test_works_once",
    ),
    "ten minutes for the code": Guard(
        "linking/pending_links.py",
        "if one.expires_at <= now]:",
        "if one.expires_at <= 0]:",
        "test_linking.py::TestForwardedLink::test_waiting_gets_nothing",
    ),
    "500 who wait": Guard(
        "linking/pending_links.py",
        "if len(self._pending) >= MAX_WAITING:",
        "if len(self._pending) > MAX_WAITING:",
        "test_linking.py::test_at_most_500_wait",
    ),
    "who signed in": Guard(
        "linking/flow.py",
        "if pending.attempt.discord_id != discord_id:",
        "if discord_id == 0:",
        "test_linking.py::TestForwardedLink::test_the_victims_browser_is_signed_in_as_the_victim",
    ),
    "the same browser": Guard(
        "web/sign_in.py",
        "if not _same(begun, body.state):",
        "if not body.state:",
        "test_web_sign_in.py::test_another_browser_binds_nothing_and_asks_discord_nothing",
    ),
    # states
    "the state's signature": Guard(
        "linking/states.py",
        '"verify_exp": False,',
        '"verify_exp": False, "verify_signature": False,',
        "test_linking_states.py::test_claims_without_our_signature_make_no_state",
        is_long=False,
    ),
    "the state's algorithm": Guard(
        "linking/states.py",
        'algorithms=["HS256"],',
        'algorithms=["HS256", "HS512"],',
        "test_linking_states.py::test_claims_without_our_signature_make_no_state",
    ),
    "the state's purpose": Guard(
        "linking/states.py",
        'if claims.get("purpose") != _PURPOSE:',
        'if claims.get("purpose") == "":',
        "test_linking_states.py::test_our_signature_alone_makes_no_state",
    ),
    "the state's audience": Guard(
        "linking/states.py",
        '"verify_exp": False,',
        '"verify_exp": False, "verify_aud": False,',
        "test_linking_states.py::test_our_signature_alone_makes_no_state",
    ),
    "single use": Guard(
        "store/attempts.py",
        "AND used_at IS NULL AND ended_at IS NULL AND expires_at > :now\nRETURNING *",
        "AND ended_at IS NULL AND expires_at > :now\nRETURNING *",
        "test_linking_states.py::test_of_fifty_at_once_one_is_accepted",
    ),
    "ten minutes for the state": Guard(
        "store/attempts.py",
        "AND expires_at > :now\nRETURNING *",
        "AND :now > 0\nRETURNING *",
        "test_attempts.py::test_an_attempt_is_live_until_it_expires",
    ),
    "what has ended is not used": Guard(
        "store/attempts.py",
        "AND used_at IS NULL AND ended_at IS NULL AND expires_at > :now\nRETURNING *",
        "AND used_at IS NULL AND expires_at > :now\nRETURNING *",
        "test_linking.py::TestBeginning::test_a_new_one_ends_the_older",
    ),
    "what has ended is not used again": Guard(
        "store/attempts.py",
        '"UPDATE attempts SET used_at = NULL WHERE',
        '"UPDATE attempts SET used_at = NULL, ended_at = NULL WHERE',
        "test_linking_tokens.py::TestStateAgain::test_it_stays_ended_if_a_newer_one_began_during_the_outage",
    ),
    "a new attempt wipes the older one's token": Guard(
        "linking/flow.py",
        "        self._pending_links.discard(person.discord_id)\n        url =",
        "        url =",
        "test_linking.py::TestBeginning::test_a_new_one_wipes_the_token_that_waits",
    ),
    "a new attempt ends what AniList is asked about": Guard(
        "linking/pending_links.py",
        "if not self.expects(attempt):",
        "if attempt.discord_id == 0:",
        "test_linking.py::TestBeginning::test_a_new_one_ends_the_older_even_while_anilist_is_asked",
    ),
    "three links in ten minutes": Guard(
        "linking/flow.py",
        "if len(recent) >= ATTEMPTS_PER_WINDOW:",
        "if len(recent) > ATTEMPTS_PER_WINDOW:",
        "test_linking.py::TestBeginning::test_three_in_ten_minutes",
    ),
    "unlinking keeps the limit": Guard(
        "linking/flow.py",
        "self._forgotten[discord_id] = await self._recent(discord_id)",
        "self._forgotten[discord_id] = []",
        "test_linking.py::TestBeginning::test_unlinking_does_not_begin_a_new_window",
    ),
    "five pasted codes": Guard(
        "linking/flow.py",
        "if tries >= MAX_TRIES:",
        "if tries > MAX_TRIES:",
        "test_linking_proofs.py::TestPaste::test_five_wrong_codes_end_it",
    ),
    "one beginning at a time": Guard(
        "linking/flow.py",
        "self._beginning = asyncio.Lock()",
        "self._beginning = asyncio.Semaphore(99)",
        "test_linking.py::TestBeginning::test_three_of_ten_at_once",
    ),
    "the answer again for the same token alone": Guard(
        "linking/pending_links.py",
        "and hmac.compare_digest(_bytes(pending.grant), _bytes(grant))",
        "",
        "test_linking_states.py::test_who_has_lost_the_answer_gets_it_again",
    ),
    "an outage gives the state back": Guard(
        "linking/flow.py",
        "_UNUSED = (Unavailable, RateLimited, Overloaded, asyncio.CancelledError)",
        "_UNUSED = (Overloaded,)",
        "test_linking_tokens.py::TestStateAgain::test_it_can_be_used_after_an_outage",
    ),
    "a rejected token does not": Guard(
        "linking/flow.py",
        "_UNUSED = (Unavailable, RateLimited, Overloaded, asyncio.CancelledError)",
        "_UNUSED = (Unavailable, RateLimited, Overloaded, TokenRejected)",
        "test_linking_tokens.py::TestStateAgain::test_it_ends_with_a_rejected_token",
    ),
    "only AniList's word ends a link": Guard(
        "linking/flow.py",
        "        except TokenRejected:\n            if token ==",
        "        except (TokenRejected, Unavailable):\n            if token ==",
        "test_linking_later.py::TestRefreshing::test_nothing_else_does",
    ),
    "a row that is being taken is known": Guard(
        "store/taking.py",
        "yield await to_the_end(taking)",
        "yield await taking",
        "test_taking.py::test_a_command_that_waits_is_there_until_it_was_run",
    ),
    "what is put back in vain hides no error": Guard(
        "store/taking.py",
        "except StoreError as lost:",
        "except KeyError as lost:",
        "test_taking.py::test_a_row_that_cant_be_put_back_hides_no_error",
    ),
    # what is kept
    "a seal is for one place": Guard(
        "store/seal.py",
        'return f"{self.table}:{self.column}:{self.discord_id}:{self.anilist_id}".encode()',
        'return b"anywhere"',
        "test_seal.py::test_it_opens_nowhere_else",
        is_long=False,
    ),
    "one process": Guard(
        "store/files.py",
        "fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)",
        "fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)",
        "test_database.py::test_a_second_process_is_refused",
    ),
    "the key fits": Guard(
        "store/opening.py",
        "    if sealed:\n        await canary.check(database, keys)\n    else:",
        "    if not sealed:",
        "test_keys.py::test_another_key_is_refused",
    ),
    "a lost key is not replaced": Guard(
        "store/opening.py",
        "may_create=not sealed",
        "may_create=True",
        "test_keys.py::test_a_lost_key_is_not_replaced",
    ),
    "a key is private": Guard(
        "store/keys.py",
        "st_mode & 0o077:",
        "st_mode == 0:",
        "test_keys.py::test_a_key_that_others_can_read_is_refused",
    ),
    "unlinking leaves nothing": Guard(
        "store/pages.py",
        "    if not is_clean:",
        "    if is_clean:",
        "test_pages.py::test_only_leftovers_are_overwritten",
    ),
    "a separator is on the disk before the next row": Guard(
        "store/pages.py",
        "        os.fsync(file)\n",
        "        pass\n",
        "test_pages.py::test_a_separator_is_on_the_disk_before_a_row_is_added",
    ),
    "a torn separator is sound": Guard(
        "store/pages.py",
        "    return written[:differs] + bytes([lower[differs] + 1]) + zeros",
        "    return lower",
        "test_pages.py::test_a_power_cut_in_a_separator_loses_no_row",
    ),
    "a pointer map is no tree": Guard(
        "store/scrubs.py",
        'if sizes["auto_vacuum"] or ',
        "if ",
        "test_scrubs.py::test_a_file_whose_pages_can_not_be_told_apart_is_rewritten",
    ),
    "nobody else writes during a scrub": Guard(
        "store/database.py",
        "            if files.size(self._log):",
        "            if False:",
        "test_scrubs.py::test_a_program_that_writes_puts_a_scrub_off",
    ),
    "no page passes a scrub": Guard(
        "store/database.py",
        "return not self._keeps_log and await self._empty_log()",
        "return await self._empty_log()",
        "test_scrubs.py::test_during_a_scrub_no_page_passes_its_steps",
    ),
    "what SQLite remembers is overwritten too": Guard(
        "store/database.py",
        '            await transaction.execute("PRAGMA shrink_memory")\n',
        "",
        "test_scrubs.py::test_a_page_in_memory_brings_nothing_back",
    ),
    # the wire to AniList
    "a token is not carried elsewhere": Guard(
        "anilist/transport.py",
        "allow_redirects=False,",
        "allow_redirects=True,",
        "test_anilist/test_outages.py::test_nothing_is_carried_to_another_address",
    ),
    "an answer's size": Guard(
        "anilist/transport.py",
        "if len(body) > megabytes * _MEGABYTE:",
        "if len(body) < 0:",
        "test_anilist/test_outages.py::test_outages",
    ),
    # what gets into the log
    "the log is redacted": Guard(
        "redaction.py",
        "return redact(super().format(record))",
        "return super().format(record)",
        "test_redaction.py::test_the_formatter_hides_arguments_and_tracebacks",
    ),
    "a secret does not print": Guard(
        "redaction.py",
        '    def __repr__(self) -> str:\n        return "***"',
        "    def __repr__(self) -> str:\n        return self._text",
        "test_redaction.py::TestSecret::test_prints_as_three_stars",
    ),
    "a stop leaves no traceback of discord.py": Guard(
        "chat/client.py",
        "if not self.is_closed():\n            super().dispatch",
        "if True:\n            super().dispatch",
        "test_process.py::test_an_event_that_is_being_handled_is_handled_before_the_end",
    ),
    # the web
    "only our page sends": Guard(
        "web/gate.py",
        'if request.headers.getall("Origin", ()) != [self._origin]:',
        'if "Origin" not in request.headers:',
        "test_web_posts.py::test_only_our_own_page_may_post",
    ),
    "the browser says where it comes from": Guard(
        "web/gate.py",
        'if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":',
        'if request.headers.get("Sec-Fetch-Site") == "":',
        "test_web_posts.py::test_only_our_own_page_may_post",
    ),
    "JSON only": Guard(
        "web/gate.py",
        'if request.content_type != "application/json":',
        'if request.content_type == "":',
        "test_web_posts.py::test_only_our_own_page_may_post",
    ),
    "ten posts a minute": Guard(
        "web/limits.py",
        "if len(times[key]) >= self._count * share:",
        "if len(times[key]) > self._count * share:",
        "test_limits.py::test_ten_posts_a_minute",
    ),
    "five tries a state": Guard(
        "web/link.py",
        "        self._tries.admit({hashlib.sha256(body.state.reveal().encode()).hexdigest(): 1})\n",
        "",
        "test_limits.py::test_five_links_a_state_from_wherever",
    ),
    "only proxies we trust": Guard(
        "web/limits.py",
        "while hops and any(client in network for network in trusted):",
        "while hops:",
        "test_limits.py::test_a_forwarded_address_counts_from_our_proxy_only",
    ),
    "the limiter's memory": Guard(
        "web/limits.py",
        "while len(self._seen) > self._capacity:",
        "while not self._seen:",
        "test_limits.py::test_memory_is_bounded_under_a_flood_of_addresses",
    ),
    "garbage locks nobody out": Guard(
        "web/gate.py",
        "limiter.admit({known: 1} if known else sender)",
        "limiter.admit(sender)",
        "test_limits.py::TestBehindAProxyThatIsNotTrusted::test_garbage_locks_nobody_out",
    ),
    "a state counts while it lives": Guard(
        "linking/states.py",
        "if now >= expires_at:",
        "if not expires_at:",
        "test_limits.py::TestBehindAProxyThatIsNotTrusted::test_a_state_whose_time_is_over_is_garbage",
    ),
    "so many connections": Guard(
        "web/connections.py",
        "if self._open[name] >= most and not self._evict(name):",
        "if most == 0:",
        "test_connections.py::test_the_longest_idle_goes_for_the_next",
        is_long=False,
    ),
    "one proof": Guard(
        "linking/flow.py",
        "if proof != self.proof:",
        "if not proof:",
        "test_linking_proofs.py::TestSignIn::test_no_code_is_taken_instead",
    ),
    "no field that is not asked for": Guard(
        "web/link.py",
        "class _ByState(msgspec.Struct, frozen=True, forbid_unknown_fields=True):",
        "class _ByState(msgspec.Struct, frozen=True):",
        "test_web_posts.py::test_only_the_one_shape_is_taken",
    ),
    "headers on every answer": Guard(
        "web/wire.py",
        "response.headers.update(self[_SAFETY])",
        "response.headers.popall('Server', None)",
        "test_web.py::test_headers_on_every_route_and_method",
    ),
    "a page has its browser's language": Guard(
        "web/language.py",
        "    speak(preferred(",
        "    (preferred(",
        "test_web_languages.py::test_a_page_says_its_language",
    ),
    "the end of a link has its person's language": Guard(
        "cogs/link.py",
        "with speaking(spoken(self._store.languages.chosen(attempt.discord_id), attempt.locale)):",
        "if attempt.locale:",
        "test_whole.py::test_the_page_has_the_browsers_language_and_the_card_the_persons",
    ),
    "the page wipes its address": Guard(
        "web/static/link.js",
        'history.replaceState(null, "", location.pathname)',
        "null",
        "test_page.py::test_from_approval_to_done",
    ),
    "the page sends nothing by itself": Guard(
        "web/static/link.js",
        '  show("ask");\n  arm();',
        '  show("ask");\n  link();',
        "test_page.py::test_cancel_sends_the_state_only",
    ),
    "names are text": Guard(
        "web/static/link.js",
        "element.textContent = text;",
        "element.innerHTML = text;",
        "test_page.py::test_names_with_markup_are_only_names",
    ),
    # what airs
    "a private entry leaves no mark on a day": Guard(
        "library/schedule/airing.py",
        "is_own = slot.entry is not None and audience.sees((slot.entry, slot.media))",
        "is_own = slot.entry is not None",
        "test_airing.py::test_only_ones_own_and_alone_the_private_ones",
    ),
    "adult titles of a day are for adults": Guard(
        "library/schedule/airing.py",
        "return None if slot.media.is_adult and not audience.is_adult else",
        "return None if slot.media.id == 0 else",
        "test_airing.py::test_adult_titles_where_they_may_be_seen",
    ),
    "what one has of a season is shown to oneself": Guard(
        "cogs/season.py",
        "asked_by = None if is_seen_by_others(interaction) else link",
        "asked_by = link",
        "test_season.py::test_a_page_that_others_see_says_nothing_of_what_its_asker_has",
    ),
    "adult titles of a season are for adults": Guard(
        "library/schedule/season.py",
        '"isAdult": None if wanted.adult else False,',
        '"isAdult": None,',
        "test_seasons.py::test_adult_titles_are_left_out_unless_wanted",
    ),
    # people together
    "what is compared is what others may see": Guard(
        "store/crowd.py",
        "FROM shown WHERE discord_id = value",
        "FROM entries WHERE discord_id = value",
        "test_nobodys_secrets.py::test_what_is_kept_to_oneself_changes_no_answer",
    ),
    "nobody is compared who is not shown here": Guard(
        "chat/visible_members.py",
        "if link is None or name is None:",
        "name = name or interaction.user.display_name\n        if link is None:",
        "test_taste.py::test_who_hides_is_as_if_they_had_not_linked",
    ),
    "who hides compares for themselves alone": Guard(
        "chat/visible_members.py",
        "is_secret = is_secret or not set(about) <= visible.names.keys()",
        "is_secret = is_secret or len(set(about)) > len(visible.names)",
        "test_taste.py::test_who_is_hidden_compares_for_themselves_alone",
    ),
    "lists that have changed are read again": Guard(
        "library/crowd/cache.py",
        "return packed is not None and self._facts.is_current(discord_id, packed)",
        "return packed is not None",
        "test_crowd_store.py::test_what_is_kept_is_never_older_than_the_last_change",
    ),
    "another account's lists are read again": Guard(
        "store/links.py",
        "with self._versions.changing(link.discord_id) as changed:",
        "with self._versions.changing() as changed:",
        "test_crowd_store.py::test_every_change_makes_what_was_packed_old",
    ),
    "adult titles are compared where they may be named": Guard(
        "chat/contexts.py",
        "if is_adult or not media.is_adult}",
        "}",
        "test_taste.py::test_adult_titles_are_named_where_they_may_be",
    ),
    "adult titles are counted where they may be named": Guard(
        "library/crowd/arrays.py",
        "if not wanted.is_adult:",
        "if wanted.length:",
        "test_crowd.py::test_which_titles_are_wanted",
    ),
    "a day's age is of what is shown": Guard(
        "library/schedule/airing.py",
        "min((slot.as_of for slot in seen)",
        "min((slot.as_of for slot in programme.slots)",
        "test_schedule.py::test_how_old_it_is_says_nothing_of_what_is_not_shown",
    ),
    "whose lists nobody can see is left alone": Guard(
        "store/due_lists.py",
        "AND EXISTS (SELECT 1 FROM in_sight WHERE discord_id = links.discord_id)\n",
        "",
        "test_background_sync.py::test_whose_lists_nobody_can_see_is_left_alone",
    ),
    "on whose list AniList fails holds up nobody": Guard(
        "library/sync/background.py",
        "            if len(self._unanswered) >= _IN_A_ROW:\n",
        "            if self._unanswered:\n",
        "test_background_sync.py::test_one_person_on_whose_list_anilist_fails_holds_up_nobody",
    ),
    "background work has half of the minute at most": Guard(
        "anilist/budget.py",
        "start = _when_free(background_back_at, slot.share, start)",
        "pass",
        "test_scheduler/test_fairness.py::TestBackground::test_half_of_the_minute_is_its_most_and_it_is_its_own",
        is_long=False,
    ),
    "one request an hour for fifty titles": Guard(
        "library/schedule/poll.py",
        "requests = -(-late // _IN_A_REQUEST)",
        "requests = late",
        "test_airing_poll.py::test_five_hundred_titles_are_ten_requests_an_hour",
    ),
    # what admins decide
    "only who manages a server decides for it": Guard(
        "chat/permissions.py",
        "if not interaction.permissions.manage_guild:",
        "if interaction.permissions.value == 0:",
        "test_settings.py::test_only_who_may_manage_the_server",
    ),
    "adult titles are where the server wants them": Guard(
        "chat/replies.py",
        "return channel.is_nsfw() and guilds.allows_adult(channel.guild.id)",
        "return channel.is_nsfw()",
        "test_settings.py::test_adult_titles_nowhere_means_nowhere",
    ),
    # what people are told
    "a notice is begun before it is sent": Guard(
        "library/notify/delivery.py",
        "        await self._notices.begin([batch.ids for batch in batches], self._now())\n",
        "",
        "test_delivery.py::test_what_may_have_been_taken_is_lost_rather_than_told_twice",
    ),
    "nobody is told twice after minutes of not knowing": Guard(
        "store/notices.py",
        "tried_at < :tried_before OR",
        "tried_at < :tried_before - 10000 OR",
        "test_delivery.py::test_what_may_have_been_taken_is_lost_rather_than_told_twice",
    ),
    "an hour late is too late": Guard(
        "store/notices.py",
        "due_at < :due_before)",
        "due_at < :due_before - 86400)",
        "test_delivery.py::test_what_was_missed_for_an_hour_is_noted_and_not_told",
    ),
    "a certain failure does not forget an uncertain one": Guard(
        "library/notify/delivery.py",
        'state = "due" if batch.tried_at is None else "begun"',
        'state = "due"',
        "test_delivery.py::test_a_failure_that_is_certain_does_not_forget_one_that_is_not",
    ),
    "what is seen is not told": Guard(
        "library/notify/notices.py",
        "return status.progress < status.episode and (is_next or not status.only_caught_up)",
        "return is_next or not status.only_caught_up",
        "test_notices.py::test_what_is_still_wanted",
    ),
    # several titles at once, favourites, and what waits for a link
    "a proposal is its owner's": Guard(
        "library/changes/bulk.py",
        "if record is None or record.discord_id != link.discord_id:",
        "if record is None:",
        "test_bulk.py::test_nobody_agrees_after_an_hour_or_for_somebody_else",
    ),
    "several are taken back only as they were left": Guard(
        "library/changes/engine.py",
        "if not (same(now, item.wanted) or is_as_left(record, item.before, now)):",
        "if now is None:",
        "test_bulk.py::test_what_a_phone_did_is_seen_first_and_kept",
    ),
    "a favourite is not turned twice": Guard(
        "library/changes/favourites.py",
        "if before.is_favourite == wanted:",
        "if before.is_favourite is None:",
        "test_editing.py::test_favourites_come_and_go",
    ),
    "what waited for a link is done once": Guard(
        "store/deferred.py",
        '_FORGET = "DELETE FROM asks WHERE discord_id = :discord_id AND id = :id AND at = :at"',
        '_FORGET = "SELECT 1 FROM asks WHERE discord_id = :discord_id AND id = :id AND at = :at"',
        "test_deferred.py::test_one_more_episode_is_watched_after_relinking",
    ),
    "a question is its person's": Guard(
        "store/pending_input.py",
        "WHERE id = :question_id AND discord_id = :discord_id AND at",
        "WHERE id = :question_id AND at",
        "test_pending_limits.py::test_only_its_person_takes_it_and_once",
    ),
    "a question is answered once": Guard(
        "store/pending_input.py",
        "DELETE FROM questions WHERE id = :question_id AND discord_id = :discord_id AND at >= :since RETURNING command",
        "SELECT command FROM questions WHERE id = :question_id AND discord_id = :discord_id AND at >= :since",
        "test_disambiguation.py::test_two_picks_at_once_are_one",
    ),
    "what waited for a link is for the same account": Guard(
        "store/migrations/0010_asks.sql",
        "WHEN OLD.anilist_id <> NEW.anilist_id BEGIN",
        "WHEN OLD.anilist_id IS NULL BEGIN",
        "test_deferred.py::test_it_is_offered_for_an_hour_and_to_the_same_account",
    ),
    # what servers are told
    "nothing is told of who has not agreed": Guard(
        "store/feeds.py",
        "JOIN sharers ON sharers.guild_id = feeds.guild_id AND sharers.discord_id = changes.discord_id\n",
        "",
        "test_feeds.py::test_what_may_be_told_is_decided_at_the_last_moment",
    ),
    "private changes are not told": Guard(
        "library/notify/feeds.py",
        "if any(entry and (entry.private or entry.hidden) for entry in (item.before, item.after)):",
        "if record.id == 0:",
        "test_feeds.py::test_a_step_that_was_private_makes_all_of_it_so",
    ),
    "who hides is in no post": Guard(
        "store/migrations/0009_notices.sql",
        "AND NOT EXISTS (SELECT 1 FROM hidden WHERE discord_id = members.discord_id AND guild_id = members.guild_id);",
        ";",
        "test_feed.py::test_what_nobody_may_see_is_not_posted",
    ),
    "adult titles are posted where adults are": Guard(
        "library/notify/feeds.py",
        "            and (adult or not media[one.media_id].is_adult)\n",
        "",
        "test_feed.py::test_adult_titles_only_where_adults_are",
    ),
    "an admin posts where they may write": Guard(
        "cogs/feed.py",
        "return cards.i_lack(where.id, mine) or _you_lack(interaction, where, feed)",
        "return cards.i_lack(where.id, mine)",
        "test_feed.py::test_an_admin_posts_only_where_they_may_write",
    ),
    "an admin mentions whom they may mention": Guard(
        "cogs/feed.py",
        'problem = _you_lack(interaction, where, wanted) if where and _is_more(wanted, feed) else ""',
        'problem = ""',
        "test_feed.py::test_an_admin_has_mentioned_only_whom_they_may_mention",
    ),
    "nothing is said for who may only read": Guard(
        "chat/acknowledging.py",
        "not is_secret and may_write(interaction) and",
        "not is_secret and",
        "test_everywhere.py::test_where_one_may_only_read_nothing_is_said_to_all",
    ),
    "a panel is for its own server": Guard(
        "cogs/feed.py",
        "return guild, feed if feed and feed.guild_id == guild.id else None",
        "return guild, feed",
        "test_feed.py::test_another_servers_feed_is_not_shown_nor_changed",
    ),
    # shards
    "servers of other shards are left alone": Guard(
        "chat/shards.py",
        "if (guild_id >> 22) % count == shard_id}",
        "}",
        "test_shards.py::test_servers_of_other_shards_are_left_alone",
    ),
    "servers that left while a session began again": Guard(
        "chat/client.py",
        "self.drop_left_behind(shard_id)",
        "pass",
        "test_shards.py::test_a_shard_that_comes_back_doubles_nothing_and_forgets_whoever_left",
    ),
    "the pace at which sessions begin": Guard(
        "chat/shards.py",
        "await asyncio.sleep(_SECONDS_BETWEEN_SESSIONS)",
        "pass",
        "test_shards.py::test_sessions_begin_as_slowly_as_discord_asks",
    ),
    "sessions that are lost together": Guard(
        "chat/shards.py",
        "async with self._beginning:",
        "if True:",
        "test_shards.py::test_sessions_that_are_lost_together_begin_one_after_another",
    ),
    "a shard that stays away": Guard(
        "chat/shards.py",
        "if item.type == EventType.reconnect:",
        "if False:",
        "test_shards.py::test_a_shard_that_stays_away_keeps_no_other_away",
    ),
    # metrics
    "metrics are for this machine": Guard(
        "config.py",
        'metrics_host: str = "127.0.0.1"',
        'metrics_host: str = "0.0.0.0"',
        "test_config.py::test_defaults_are_safe",
    ),
    "metrics are not where browsers come": Guard(
        "config.py",
        "if settings.public_url and settings.metrics_port == settings.port:",
        "if False:",
        "test_config.py::test_metrics_have_a_port_of_their_own",
    ),
    "metrics name what the code names": Guard(
        "chat/registry.py",
        "route.action.__name__)",
        'data["custom_id"])',
        "test_metrics.py::test_a_busy_world_is_counted_and_nobody_is_named",
    ),
    "many who ask for metrics ask the database once": Guard(
        "web/metrics.py",
        "if now - self._read_at >= _SECONDS_REMEMBERED:",
        "if True:",
        "test_metrics.py::test_the_database_is_asked_once_however_many_ask",
    ),
}
