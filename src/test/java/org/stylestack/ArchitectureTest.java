package org.stylestack;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** The data flows one way: a package knows only those before it. */
@AnalyzeClasses(packages = "org.stylestack", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            SlicesRuleDefinition.slices().matching("org.stylestack.(**)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule DATA_FLOWS_ONE_WAY = layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("checkpoint").definedBy("org.stylestack.checkpoint..")
            .layer("generator").definedBy("org.stylestack.generator..")
            .layer("latent").definedBy("org.stylestack.latent..")
            .layer("layer").definedBy("org.stylestack.layer..")
            .layer("device").definedBy("org.stylestack.device..")
            .layer("synthesis").definedBy("org.stylestack.synthesis..")
            .layer("analysis").definedBy("org.stylestack.analysis..")
            .layer("image").definedBy("org.stylestack.image..")
            .layer("command").definedBy("org.stylestack.command..")
            .layer("explore").definedBy("org.stylestack.explore..")
            .layer("imagej").definedBy("org.stylestack.imagej..")
            .layer("cli").definedBy("org.stylestack.cli..")
            .whereLayer("checkpoint").mayNotAccessAnyLayer()
            .whereLayer("generator").mayOnlyAccessLayers("checkpoint")
            .whereLayer("latent").mayNotAccessAnyLayer()
            .whereLayer("layer").mayOnlyAccessLayers("generator", "checkpoint")
            .whereLayer("device").mayOnlyAccessLayers("layer")
            .whereLayer("synthesis").mayOnlyAccessLayers("layer", "latent", "generator", "checkpoint")
            .whereLayer("analysis").mayOnlyAccessLayers("synthesis", "layer", "latent", "generator", "checkpoint")
            .whereLayer("image").mayOnlyAccessLayers("synthesis", "layer", "latent", "generator", "checkpoint")
            .whereLayer("command").mayOnlyBeAccessedByLayers("explore", "imagej", "cli")
            .whereLayer("explore").mayOnlyBeAccessedByLayers("imagej")
            .whereLayer("cli").mayNotBeAccessedByAnyLayer()
            .whereLayer("imagej").mayNotBeAccessedByAnyLayer();
}
