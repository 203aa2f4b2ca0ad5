package io.makebeliv;

import java.time.Duration;

/**
 * What happened in a live conversion so far.
 *
 * @param elapsed time since the start
 * @param capturedFrames frames taken from the source, in its sample rate
 * @param playedFrames frames given to the sink, silence included, in its sample rate
 * @param inputLevelDb recent peak of the input, dB of full scale; -120 or less is silence
 * @param outputLevelDb recent peak of the output, likewise
 * @param load recent share of the time that converting takes: 1 is as much as there is
 * @param droppedFrames input frames that were dropped, oldest first, because conversion was slower
 *     than the audio
 * @param skippedFrames output frames that were skipped because they had become too late
 * @param underruns how often nothing was ready when the sink needed it
 * @param underrunFrames frames of silence put out for that reason
 * @param cushion how much audio is kept ready before the sink; grows on underruns
 * @param driftPpm how much faster the capturing clock runs than the playing one, in parts per
 *     million, as corrected
 * @param deviceFailures how often a device failed
 * @param stalls how often the voice has not come back from a step before its deadline
 * @param unrecordedFrames frames missing in the recording, because it could not keep up
 * @param session what happened in the voice session
 */
public record LiveStatistics(
    Duration elapsed,
    long capturedFrames,
    long playedFrames,
    double inputLevelDb,
    double outputLevelDb,
    double load,
    long droppedFrames,
    long skippedFrames,
    long underruns,
    long underrunFrames,
    Duration cushion,
    double driftPpm,
    long deviceFailures,
    long stalls,
    long unrecordedFrames,
    SessionStatistics session) {}
