using Homeostat.Core.Chain;
using Homeostat.Core.Incidents;

namespace Homeostat.Tests.Core.Incidents;

public class IncidentTests
{
    private static readonly Dictionary<(IncidentPhase, TimelineKind), IncidentPhase> Transitions = new()
    {
        [(IncidentPhase.Detected, TimelineKind.Contained)] = IncidentPhase.Contained,
        [(IncidentPhase.Detected, TimelineKind.Dismissed)] = IncidentPhase.Dismissed,
        [(IncidentPhase.Detected, TimelineKind.Eradicated)] = IncidentPhase.Eradicated,
        [(IncidentPhase.Contained, TimelineKind.Eradicated)] = IncidentPhase.Eradicated,
        [(IncidentPhase.Contained, TimelineKind.LapsedUnderAttack)] = IncidentPhase.Detected,
        [(IncidentPhase.Eradicated, TimelineKind.LapsedUnderAttack)] = IncidentPhase.Detected,
        [(IncidentPhase.Eradicated, TimelineKind.Lifted)] = IncidentPhase.Recovering,
        [(IncidentPhase.Eradicated, TimelineKind.Lapsed)] = IncidentPhase.Recovering,
        [(IncidentPhase.Eradicated, TimelineKind.Resolved)] = IncidentPhase.Resolved,
        [(IncidentPhase.Recovering, TimelineKind.Resolved)] = IncidentPhase.Resolved,
    };

    [Fact]
    public void The_phases_move_as_the_map_says_and_not_otherwise()
    {
        foreach (var phase in Enum.GetValues<IncidentPhase>())
        {
            foreach (var kind in Enum.GetValues<TimelineKind>())
            {
                Assert.Equal(Transitions.GetValueOrDefault((phase, kind), phase), Incident.Next(phase, kind));
            }
        }
    }

    [Fact]
    public void An_incident_begins_with_what_was_detected_and_every_event_makes_a_new_one()
    {
        var opened = Incident.Open("curie", 7, new UnixSeconds(70), Sample.Near, "mark far above");
        var contained = opened.With(new TimelineEvent(8, new UnixSeconds(85), TimelineKind.Contained, "holds"));

        Assert.Equal(("curie-7", IncidentPhase.Detected, 1), (opened.Id, opened.Phase, opened.Timeline.Count));
        Assert.Equal((IncidentPhase.Contained, 2), (contained.Phase, contained.Timeline.Count));
        Assert.True(contained.IsOpen);
    }
}
